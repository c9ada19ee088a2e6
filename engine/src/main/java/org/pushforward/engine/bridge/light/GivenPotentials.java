package org.pushforward.engine.bridge.light;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.ParameterSet;

/** Potentials that the user types: weights a_k, centres r_k and diagonals of S_k. Stateless. */
final class GivenPotentials {

    private GivenPotentials() { }

    /** Whether there are centres. */
    static boolean in(ParameterSet p) {
        return p.vector(LightBridgeParameters.CENTERS).rows() > 0;
    }

    /** @throws InputException when there are weights or scales without centres */
    static void requireNone(ParameterSet p) {
        for (String id : List.of(LightBridgeParameters.ALPHA, LightBridgeParameters.SCALES)) {
            if (p.vector(id).rows() > 0) {
                throw new InputException(id + ": \"" + p.vector(id) + "\" is given without centers; give both, or neither to train the potential");
            }
        }
    }

    /** @throws InputException when shapes do not fit together, or a weight or scale is not above zero */
    static LightBridge bridge(ParameterSet p, double eps) {
        VectorValue centers = p.vector(LightBridgeParameters.CENTERS);
        int k = centers.rows();
        int d = centers.columns();
        VectorValue alpha = orElse(p.vector(LightBridgeParameters.ALPHA), 1, k, 1.0 / k);
        VectorValue scales = orElse(p.vector(LightBridgeParameters.SCALES), k, d, p.real(LightBridgeParameters.INITIAL_SCALE));
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
        scales.values().stream().filter(s -> !LightBridgeParameters.SCALE.contains(s)).findFirst().ifPresent(s -> {
            throw new InputException("scales: " + s + " is not allowed; give numbers " + LightBridgeParameters.SCALE);
        });
        return new LightBridge(eps, alpha.values().stream().mapToDouble(Math::log).toArray(), byCoordinate(centers), byCoordinate(scales));
    }

    private static VectorValue orElse(VectorValue given, int rows, int columns, double value) {
        return given.rows() > 0 ? given : new VectorValue(rows, columns, Collections.nCopies(rows * columns, value));
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
