"""Who: municipalities, their departments and partners, and the staff who work for them."""

from .accessibility import AccessibilityPolicy
from .accessibility_tests import AccessibilityTest, CriterionResult
from .departments import Department, DepartmentFormerName, DepartmentSuccession
from .imports import FileImport, ImportedFile
from .municipalities import Municipality
from .partners import Partner
from .reorganisations import Reorganisation
from .staff import Membership, User

__all__ = [
    "AccessibilityPolicy",
    "AccessibilityTest",
    "CriterionResult",
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
