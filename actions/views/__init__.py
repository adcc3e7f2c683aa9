"""The public pages and files that show action items; kyodo_portal/urls.py gives them their addresses."""
