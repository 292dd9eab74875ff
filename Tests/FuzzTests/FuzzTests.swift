import FuzzTargets
import Testing
import TideDurableIO
