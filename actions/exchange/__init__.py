"""Plans and surveys as Excel workbooks, out and in: what is written can be read back, and changes nothing then."""
