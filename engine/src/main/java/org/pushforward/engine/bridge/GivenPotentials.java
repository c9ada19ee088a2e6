package org.pushforward.engine.bridge;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.ParameterSet;

/** Potentials that the user types: weights a_k, centres r_k and diagonals of S_k. Stateless. */
final class GivenPotentials {

    private static final List<String> ALL = List.of(LightBridgeParameters.ALPHA, LightBridgeParameters.CENTERS, LightBridgeParameters.SCALES);

    private GivenPotentials() { }

    /** Chosen, or implied by a value for any of them. */
    static boolean in(ParameterSet p) {
        return p.choice(LightBridgeParameters.POTENTIALS).equals(LightBridgeParameters.GIVEN) || ALL.stream().anyMatch(p::isAssigned);
    }

    /** @throws InputException when shapes do not fit together, or a weight or scale is not above zero */
    static LightBridge bridge(ParameterSet p, double eps) {
        VectorValue centers = p.vector(LightBridgeParameters.CENTERS);
        VectorValue alpha = p.vector(LightBridgeParameters.ALPHA);
        VectorValue scales = p.vector(LightBridgeParameters.SCALES);
        int k = centers.rows();
        int d = centers.columns();
        if (alpha.values().size() != k || alpha.rows() != 1 && alpha.columns() != 1) {
            throw new InputException("alpha: \"" + alpha + "\" has " + alpha.values().size() + " numbers, but there are " + k
                    + " centers; give one weight for each", "numbers split by commas, for example " + ",1".repeat(k).substring(1));
        }
        if (scales.rows() != k || scales.columns() != d) {
            throw new InputException("scales: \"" + scales + "\" is " + scales.rows() + " × " + scales.columns() + ", but centers is " + k
                    + " × " + d + "; give the diagonal of S_k for each center", "rows are split by ; and numbers by ,");
        }
        positive("alpha", alpha);
        positive("scales", scales);
        return new LightBridge(eps, alpha.values().stream().mapToDouble(Math::log).toArray(), byCoordinate(centers), byCoordinate(scales));
    }

    private static void positive(String id, VectorValue v) {
        v.values().stream().filter(a -> !(a > 0)).findFirst().ifPresent(a -> {
            throw new InputException(id + ": \"" + v + "\" holds " + a + "; give numbers above 0");
        });
    }

    /** Entry (k, i) to i·K + k. */
    private static double[] byCoordinate(VectorValue v) {
        double[] all = new double[v.rows() * v.columns()];
        Arrays.setAll(all, at -> v.values().get(at % v.rows() * v.columns() + at / v.rows()));
        return all;
    }
}
