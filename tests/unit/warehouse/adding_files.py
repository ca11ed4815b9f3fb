"""Files to add, made for these tests, and a way to tell whether a store is as it was."""

import hashlib
from pathlib import Path

from attainable.evidence.catalogue import Catalogue, StoredTable, open_catalogue

KS2 = (
    "time_period,geographic_level,region_name,new_la_code,old_la_code,la_name,characteristic,"
    "t_rwm_eligible_pupils,t_rwm_met_expected_standard,pt_rwm_met_expected_standard\n"
)
ABSENCE = "URN,ESTAB,PERCTOT,PPERSABS10\n100000,3614,4.1,8.2\n"
LAS = (
    "new_la_code,la_name,date_of_operation,date_of_termination,parent_geography_code,entity_code,"
    "entity_description,status,old_la_code\n"
)


def ks2(period: str = "202223", code: str = "E10000017", *, rows: int = 1, figure: str = "200") -> str:
    row = f"{period},Local authority,North West,{code},888,Lancashire,All SEN,{figure},50,25\n"
    return KS2 + row * rows


def ks4(version: str, figure: int = 1) -> str:
    return (
        "breakdown,gender,sen_status,sen_description,t_pupils,t_l2basics_94,avg_att8_unrounded,avg_p8score,version,"
        "time_period,time_identifier,geographic_level,region_name,new_la_code\n"
        f"Total,Total,x,x,{figure},1,1,1,{version},201819,Academic year,National,,\n"
    )


def las(code: str = "E06000099", region: str = "E12000002") -> str:
    return LAS + f"{code},Newshire,01/04/2027,,{region},E06,Unitary,live,999\n"


# Run with a store and a file: adds the file, having said that it is about to.
ADD_SCRIPT = """
import sys
from pathlib import Path
from attainable.warehouse.adding import add
print("go", flush=True)
add(Path(sys.argv[1]), [Path(sys.argv[2])])
"""


def file(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def state(store: Path) -> dict[str, str]:
    """Every file of a store with its hash: two states are equal when the stores are, byte for byte."""
    return {
        str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(store.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def current(store: Path) -> list[StoredTable]:
    catalogue = open_catalogue(store)
    return [entry for entries in catalogue.current.values() for entry in entries]


def whole(catalogue: Catalogue) -> bool:
    """Whether every entry's table is there and has its rows."""
    import pyarrow.parquet as parquet

    return all(parquet.read_metadata(catalogue.path_of(e)).num_rows == e.rows for e in catalogue.entries)
