"""Perception as a process: cameras in, batches of spans out, nothing unsent lost."""
