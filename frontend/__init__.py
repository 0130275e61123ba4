"""Every HTML page: views, templates, TypeScript."""
