"""The oracle room: from meter readings to kilograms that three independent layers attest."""
