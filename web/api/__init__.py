"""The JSON doors of the web room: records of the chain, and how the service is."""
