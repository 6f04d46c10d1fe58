"""Tables of practices: which headers lead to which field, in the four languages of the site."""

from alliance.core.content_files import column_name

from .practice_rows import MANY

LISTS = {*MANY, "source_urls"}

_HEADERS = {
    "slug": "slug, address, dirección, direccion web, endereço, adresse",
    "title": "title, título, titre, nombre, name, nome, nom, práctica, practice, prática, pratique",
    "original_language": "original language, language, idioma original, idioma, lengua, língua, langue originale, langue",
    "country": "country, país, pays, código del país, country code",
    "locality": "locality, place, localidad, lugar, localidade, local, localité, lieu",
    "organisation": "organisation, organization, institution, organización, institución, organização, instituição",
    "organisation_type": (
        "organisation type, organization type, tipo de organización, tipo de institución, tipo de organização, "
        "type d'organisation"
    ),
    "start_year": "start year, first year, from, año de inicio, desde, ano de início, année de début, depuis",
    "end_year": "end year, last year, until, año de fin, año de cierre, hasta, ano de término, até, année de fin",
    "context": "context, contexto, contexte, ámbito",
    "levels": "levels, level, nivel, niveles, nível, níveis, niveau, niveaux",
    "beneficiaries": "beneficiaries, beneficiary, beneficiarios, destinatarios, beneficiários, bénéficiaires",
    "technologies": "technologies, technology, tecnologías, tecnología, tecnologias, tecnologia, technologie",
    "purposes": "purposes, purpose, propósitos, propósito, finalidades, finalidade, finalités, finalité, objectifs",
    "target_groups": "target groups, groups, grupos, población objetivo, grupo, público-alvo, groupes, publics",
    "students_reached": "students reached, students, estudiantes, estudantes, alunos, élèves",
    "teachers_reached": "teachers reached, teachers, docentes, professores, enseignants",
    "summary": "summary, resumen, resumo, résumé, descripción, descrição, description",
    "summary_en": "summary en, english summary, resumen en inglés, resumo em inglês, résumé en anglais",
    "results": "results, resultados, résultats",
    "programme": "programme, program, mapping, award, programa, premio, mapeo, prêmio, mapeamento, prix",
    "licence": "licence, license, licencia, licença",
    "source_urls": "source urls, sources, source, fuentes, fuente, fontes, fonte, enlaces, links",
    "notes": "notes, notas, observaciones, observações, remarques",
}


def columns(mapping: dict[str, str] | None = None) -> dict[str, str]:
    """Return header -> field, with the reader's own ``mapping`` of headers on top. Raises ValueError for an unknown field."""
    known = {column_name(field): field for field in _HEADERS}
    for field, headers in _HEADERS.items():
        known |= {column_name(header): field for header in headers.split(",")}
    for header, field in (mapping or {}).items():
        if field not in _HEADERS:
            raise ValueError(f"“{field}” is no field of a practice: {', '.join(_HEADERS)}")
        known[column_name(header)] = field
    return known
