"""Who takes part, how and when: participants and their homes, processes, events, channels."""
