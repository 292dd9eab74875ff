#include "tide_record.h"

_Static_assert(sizeof(tide_record) == 40, "records are read as they are written");
