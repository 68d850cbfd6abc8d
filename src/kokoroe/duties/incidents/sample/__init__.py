"""What incidents and their procedure play in the sample."""

from kokoroe.duties.incidents.sample.incidents import incidents
from kokoroe.duties.incidents.sample.procedures import brought_up_to_date, prepared
from kokoroe.groups.sample import CORRECTED, LIVED, PREPARED

SAMPLE = {PREPARED: prepared, CORRECTED: brought_up_to_date, LIVED: incidents}
