package org.pushforward.engine.mesh;

import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;

/** What must hold of the mesh mover. */
final class MongeAmpereChecks {

    private MongeAmpereChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("unfolded", "min J", "min-jacobian", Criterion.above(0), false, "closed form: a convex potential cannot fold"),
                new Check.Live("boundary", "boundary off its side", "boundary-offset", Criterion.within(0, 0), false, "closed form"));
    }
}
