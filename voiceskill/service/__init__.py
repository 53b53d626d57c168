"""Service: living for years under a service manager: notices, watchdog, settings read anew."""
