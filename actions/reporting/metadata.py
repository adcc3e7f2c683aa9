"""What machines read of an edition: a schema.org Dataset and Report with the terms of DCAT, as JSON-LD."""

from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds

from .files import CONTENT_TYPES

CONTEXT = [
    "https://schema.org/",
    {
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "spdx": "http://spdx.org/rdf/terms#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    },
]
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def metadata_of(document, report, editions, files, *, description, absolute):
    """The description of `report`, ready for JSON-LD; what is unknown is left out.

    `editions`: those of its year, newest first; `files`: dicts of kind, size and sha256; `absolute` makes an address of
    this site a full one.
    """
    edition, licence = document["edition"], document["licence"]
    issued, modified = _moment(editions[-1].published_at), _moment(report.published_at)
    address = absolute(report.get_absolute_url())
    before = next((each for each in editions if each.edition < report.edition), None)
    return _known(
        {
            "@context": CONTEXT,
            "@type": ["Dataset", "Report", "dcat:Dataset"],
            "@id": address,
            "url": address,
            "identifier": address,
            "name": document["title"],
            "dct:title": {"@value": document["title"], "@language": "ja"},
            "description": description,
            "version": str(edition["number"]),
            "dcat:version": str(edition["number"]),
            "inLanguage": "ja",
            "dct:language": "ja",
            "license": licence and licence["url"],
            "dct:license": licence and {"@id": licence["url"]},
            "isAccessibleForFree": True,
            "datePublished": issued,
            "dct:issued": _typed("xsd:dateTime", issued),
            "dateModified": modified,
            "dct:modified": _typed("xsd:dateTime", modified),
            "correction": edition["reason"],
            "isBasedOn": {
                "@type": "CreativeWork",
                "name": document["plan"]["title"],
                "url": absolute(report.plan.get_absolute_url()),
            },
            "dct:isVersionOf": {"@id": absolute(report.year_url)},
            "dcat:previousVersion": before and {"@id": absolute(before.get_absolute_url())},
            "distribution": [_distribution(file, document, address) for file in files],
            "dcat:distribution": [{"@id": _address_of(file, address)} for file in files],
        }
        | _where_and_when(document)
        | _who(document)
    )


def _where_and_when(document):
    city = document["municipality"]
    first_day, last_day = (day.isoformat() for day in fiscal_year_bounds(document["fiscal_year"]))
    place = {"name": f"{city['prefecture']}{city['name']}", "identifier": city["code"]}
    return {
        "temporalCoverage": f"{first_day}/{last_day}",
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed("xsd:date", first_day),
            "dcat:endDate": _typed("xsd:date", last_day),
        },
        "spatialCoverage": {"@type": "AdministrativeArea"} | place,
        "dct:spatial": {"@type": "dct:Location"} | place,
    }


def _who(document):
    city, contact = document["municipality"], document["contact"] or {}
    publisher = {"@type": "GovernmentOrganization", "name": city["name"], "identifier": city["code"]}
    point = {
        "@type": "ContactPoint",
        "name": contact.get("department"),
        "telephone": contact.get("tel"),
        "faxNumber": contact.get("fax"),
        "email": contact.get("email"),
    }
    card = {
        "@type": "vcard:Organization",
        "vcard:fn": contact.get("department"),
        "vcard:hasTelephone": contact.get("tel") and {"@id": f"tel:{contact['tel']}"},
        "vcard:hasEmail": contact.get("email") and {"@id": f"mailto:{contact['email']}"},
    }
    return {
        "publisher": publisher | ({"contactPoint": _known(point)} if contact else {}),
        "dct:publisher": publisher,
        "dcat:contactPoint": _known(card) if contact else None,
    }


def _distribution(file, document, address):
    media_type = CONTENT_TYPES[file["kind"]].partition(";")[0]
    return {
        "@type": ["DataDownload", "dcat:Distribution"],
        "@id": _address_of(file, address),
        "name": f"{document['title']} {file['kind'].upper()}",
        "encodingFormat": media_type,
        "dcat:mediaType": {"@id": f"{MEDIA_TYPES}{media_type}"},
        "contentUrl": _address_of(file, address),
        "dcat:downloadURL": {"@id": _address_of(file, address)},
        "contentSize": f"{file['size']} B",
        "dcat:byteSize": file["size"],
        "sha256": file["sha256"],
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": file["sha256"],
        },
    }


def _address_of(file, address):
    return f"{address}report.{file['kind']}"


def _moment(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _typed(kind, value):
    return {"@type": kind, "@value": value}


def _known(found):
    return {key: value for key, value in found.items() if value is not None}
