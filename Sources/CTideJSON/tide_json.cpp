#include "tide_json.h"
