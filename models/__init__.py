"""Networks: weights and their cards, sessions that run them, and the measuring of their accuracy."""

import os

# onnxruntime writes a device id and a database into the home folder the moment it is imported, unless told not to.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
