"""The drawings of the pack, each chosen by the number of its chart."""

from attainable.evidence.charts.pupils.drawing import drawing

__all__ = ["drawing"]
