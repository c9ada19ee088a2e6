package org.pushforward.engine.sph;

/** Measured and converged figures that others have published for the flows of {@link FluidScene}. */
final class PublishedFlows {

    private PublishedFlows() { }

    /**
     * Velocity along x on the vertical line through the middle of the driven cavity: rows (y, Re 100, Re 400, Re 1000) of U. Ghia, K. Ghia, C. Shin 1982,
     * doi:10.1016/0021-9991(82)90058-4, table I.
     */
    static final double[][] GHIA_U = {{.9766, .84123, .75837, .65928}, {.9688, .78871, .68439, .57492}, {.9609, .73722, .61756, .51117},
        {.9531, .68717, .55892, .46604}, {.8516, .23151, .29093, .33304}, {.7344, .00332, .16256, .18719}, {.6172, -.13641, .02135, .05702},
        {.5000, -.20581, -.11477, -.06080}, {.4531, -.21090, -.17119, -.10648}, {.2813, -.15662, -.32726, -.27805}, {.1719, -.10150, -.24299, -.38289},
        {.1016, -.06434, -.14612, -.29730}, {.0703, -.04775, -.10338, -.22220}, {.0625, -.04192, -.09266, -.20196}, {.0547, -.03717, -.08186, -.18109}};

    /** Velocity along y on the horizontal line: rows (x, Re 100, Re 400, Re 1000) of table II; a misprint at Re 400 is left out (NaN). */
    static final double[][] GHIA_V = {{.9688, -.05906, -.12146, -.21388}, {.9609, -.07391, -.15663, -.27669}, {.9531, -.08864, -.19254, -.33714},
        {.9453, -.10313, -.22847, -.39188}, {.9063, -.16914, Double.NaN, -.51550}, {.8594, -.22445, -.44993, -.42665}, {.8047, -.24533, -.38598, -.31966},
        {.5000, .05454, .05188, .02526}, {.2344, .17527, .30174, .32235}, {.2266, .17507, .30203, .33075}, {.1563, .16077, .28124, .37095},
        {.0938, .12317, .22965, .32627}, {.0781, .10890, .20920, .30353}, {.0703, .10091, .19713, .29012}, {.0625, .09233, .18360, .27485}};

    /**
     * The front of a breaking dam 1 m wide and 2 m high: rows (t in s, x in m) measured by S. Koshizuka and Y. Oka 1996, doi:10.13182/NSE96-A24205, as
     * the examples of DualSPHysics give them.
     */
    static final double[][] KOSHIZUKA_OKA = {{.0920, 1.128}, {.1907, 1.244}, {.2663, 1.464}, {.3221, 1.695}, {.3681, 1.903}, {.4140, 2.123}, {.4466, 2.365},
        {.4958, 2.584}, {.5219, 2.804}, {.5646, 3.034}, {.5940, 3.219}, {.6366, 3.462}, {.6693, 3.704}, {.7021, 3.900}, {.7513, 4.132}};

    /** The column of Ghia's tables for a Reynolds number, or 0 when there is none. */
    static int column(double reynolds) {
        return reynolds == 100 ? 1 : reynolds == 400 ? 2 : reynolds == 1000 ? 3 : 0;
    }
}
