"""The console: server-rendered, read-only, nothing from outside this machine."""
