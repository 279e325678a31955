"""TruffleHog: objects, a line each, with DetectorName, Raw and SourceMetadata."""

from __future__ import annotations

from guard.peer import CAUTION, KEYWORDS, PATTERN, Peer, Record, number, rows, text


def read(document: object) -> list[Record] | None:
    """Return the records of a report."""
    found = rows([document] if isinstance(document, dict) else document)
    if not found or not all("DetectorName" in one or "SourceMetadata" in one for one in found):
        return None
    records = []
    for one in found:
        metadata = one.get("SourceMetadata")
        data = metadata.get("Data") if isinstance(metadata, dict) else None
        place = next((part for part in data.values() if isinstance(part, dict)), {}) if isinstance(data, dict) else {}
        content = f"{text(one, 'Raw')}\n{text(one, 'RawV2')}"
        records.append(Record(text(one, "DetectorName"), text(place, "file"), number(place.get("line")), content))
    return records


RULE = f"""# {CAUTION}
detectors:
  - name: backpack-api-secret
    keywords: [{", ".join(KEYWORDS)}]
    regex:
      secret: '{PATTERN}'
"""
PEER = Peer(name="trufflehog", rule=RULE, read=read)
