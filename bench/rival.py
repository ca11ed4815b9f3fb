"""What a person would write without Attainable: pandas from CSV to Parquet. Usage: rival.py FROM TO"""

import sys

import pandas as pd

pd.read_csv(sys.argv[1], dtype=str).to_parquet(sys.argv[2])
