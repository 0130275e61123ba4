"""What it adds up to, place by place: engagement, coverage, dashboards."""
