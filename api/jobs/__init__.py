"""Housekeeping beside the API: what grows is kept within its bounds."""
