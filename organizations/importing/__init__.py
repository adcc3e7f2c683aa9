"""What every import goes through: checks, a preview cell by cell, a confirmation, all or nothing, a record."""
