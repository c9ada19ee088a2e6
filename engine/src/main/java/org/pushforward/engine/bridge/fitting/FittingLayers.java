package org.pushforward.engine.bridge.fitting;

import java.util.List;
import org.pushforward.engine.api.Layer;

/** What both kinds of fitting show alike. */
final class FittingLayers {

    private FittingLayers() { }

    /** The wanted marginal and those of both couplings: layers {@code end}, {@code end-ipf}, {@code end-imf}. */
    static List<Layer> curves(String end, String name, double[] x, double[] wanted, double[] ipf, double[] imf) {
        return List.of(new Layer.Series(end, name, "", "x", x, wanted), new Layer.Series(end + "-ipf", "IPF", "", "x", x, ipf),
                new Layer.Series(end + "-imf", "IMF", "", "x", x, imf));
    }
}
