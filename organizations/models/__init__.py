"""Who: municipalities, their departments and partners, and the staff who work for them."""

from .departments import Department, DepartmentFormerName, DepartmentSuccession
from .imports import FileImport, ImportedFile
from .municipalities import Municipality
from .partners import Partner
from .reorganisations import Reorganisation
from .staff import Membership, User

__all__ = [
    "Department",
    "DepartmentFormerName",
    "DepartmentSuccession",
    "FileImport",
    "ImportedFile",
    "Membership",
    "Municipality",
    "Partner",
    "Reorganisation",
    "User",
]
