"""The addresses of geography: towns, area sets, areas, places; and what every view of the API stands on."""
