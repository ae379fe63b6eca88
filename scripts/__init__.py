"""Brownie scripts: deploy, accept a deployment, export ABIs; and the wrapper that gives them a chain."""
