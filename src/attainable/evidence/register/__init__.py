"""Measures over today's register: tables of children on roll, protected together and shown without names."""
