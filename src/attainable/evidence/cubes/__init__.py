"""Pupil tables in few passes: small cubes of whole numbers from which every figure is made."""
