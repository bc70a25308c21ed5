"""The catalogue of open data, for machines in the words of DCAT."""

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale

from app.kernel.errors import NotFound
from app.web.modules import loaded
from app.web.open_data import Column, Dataset, Kind

#: How columns are typed for machines (XML Schema, as CSV on the Web has it).
_TYPES = {
    Kind.TEXT: "string",
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "decimal",
    Kind.FEN: "integer",
    Kind.MOMENT: "dateTime",
    Kind.DAY: "date",
}
_LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "csvw": "http://www.w3.org/ns/csvw#",
}


def datasets() -> Mapping[str, Dataset]:
    """Return every public table by its name."""
    return {dataset.name: dataset for module in loaded() for dataset in module.datasets}


def get_dataset(name: str) -> Dataset:
    """Return a public table; raise NotFound."""
    found = datasets().get(name)
    if found is None:
        raise NotFound("dataset", name)
    return found


def _words(text: Any) -> list[dict[str, str]]:
    """Return a text in every language of the platform."""
    told = []
    for language, locale in _LANGUAGES.items():
        with force_locale(locale):
            told.append({"@language": language, "@value": str(text)})
    return told


def column_on_wire(column: Column) -> dict[str, Any]:
    """Return a column as the catalogue and the manifest describe it."""
    return {
        "csvw:name": column.name,
        "csvw:datatype": _TYPES[column.kind],
        "dct:description": _words(column.words),
    }


def catalogue(site: str) -> dict[str, Any]:
    """Return the catalogue as JSON-LD: each table with its columns and where it is had."""
    return {
        "@context": _CONTEXT,
        "@id": f"{site}/open-data/catalogue.json",
        "@type": "dcat:Catalog",
        "dct:title": [
            {"@language": "zh", "@value": "明槌开放数据"},
            {"@language": "en", "@value": "Open data of Mingchui"},
        ],
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": "明槌 Mingchui", "@id": site},
        "foaf:homepage": {"@id": f"{site}/open-data"},
        "dcat:dataset": [_dataset(dataset, site) for dataset in datasets().values()],
        "dcat:service": {
            "@id": f"{site}/api/v1/feed",
            "@type": "dcat:DataService",
            "dct:title": "CloudEvents 1.0",
            "dcat:endpointURL": {"@id": f"{site}/api/v1/feed"},
            "dcat:endpointDescription": {"@id": f"{site}/api/v1/openapi.json"},
        },
    }


def _dataset(dataset: Dataset, site: str) -> dict[str, Any]:
    address = f"{site}/open-data/{dataset.name}.csv"
    return {
        "@id": f"{site}/open-data#{dataset.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": _words(dataset.title),
        "dct:description": _words(dataset.description),
        "dct:accrualPeriodicity": {
            "@id": "http://publications.europa.eu/resource/authority/frequency/UPDATE_CONT"
        },
        "dcat:distribution": {
            "@id": address,
            "@type": "dcat:Distribution",
            "dct:title": f"{dataset.name}.csv",
            "dcat:accessURL": {"@id": f"{site}/open-data"},
            "dcat:downloadURL": {"@id": address},
            "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/text/csv"},
        },
        "csvw:tableSchema": {
            "csvw:columns": [column_on_wire(column) for column in dataset.columns]
        },
    }
