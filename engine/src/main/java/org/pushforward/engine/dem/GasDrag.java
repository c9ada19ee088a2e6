package org.pushforward.engine.dem;

/**
 * How a gas pulls at spheres of diameter 1 and density {@value #DENSITY}, in units of their diameter, mass and gravity (D. Gidaspow 1994): with
 * porosity ε and slip w = |u − v|, a force β(u − v) a volume, where β = 150 (1 − ε)²μ/ε + 1.75 (1 − ε)ρw (Ergun 1952) up to ε = 0.8, and
 * β = ¾ C_D (1 − ε) ρ w ε^(−1.65), C_D = 24 (1 + 0.15 Re^0.687)/Re below Re = 1000 and 0.44 above, Re = ερw/μ, beyond (Wen &amp; Yu 1966).
 *
 * @param viscosity μ of the gas
 * @param density ρ of the gas
 */
record GasDrag(double viscosity, double density) {

    /** Of a sphere of diameter 1 and mass 1. */
    static final double DENSITY = 6 / Math.PI;
    private static final double DILUTE = 0.8;

    /** @param speed √(gd) in m/s; the rest in SI units */
    static GasDrag of(double diameter, double grainDensity, double gasDensity, double gasViscosity, double speed) {
        return new GasDrag(DENSITY * gasViscosity / (grainDensity * diameter * speed), DENSITY * gasDensity / grainDensity);
    }

    double beta(double porosity, double slip) {
        double solid = 1 - porosity;
        if (porosity <= DILUTE) {
            return 150 * solid * solid * viscosity / porosity + 1.75 * solid * density * slip;
        }
        double re = porosity * density * slip / viscosity;
        // C_D Re, which stays finite where nothing moves.
        double dragged = re < 1000 ? 24 * (1 + 0.15 * Math.pow(re, 0.687)) : 0.44 * re;
        return 0.75 * dragged * viscosity * solid * Math.pow(porosity, -2.65);
    }

    /** Ergun's pressure gradient in grains at rest through which gas goes at a superficial speed. */
    double gradient(double porosity, double speed) {
        double solid = 1 - porosity;
        double cube = porosity * porosity * porosity;
        return 150 * solid * solid / cube * viscosity * speed + 1.75 * solid / cube * density * speed * speed;
    }

    /** The superficial speed at which Ergun's gradient carries the grains: the positive root of a quadratic. */
    double minimum(double porosity) {
        double solid = 1 - porosity;
        double cube = porosity * porosity * porosity;
        double a = 1.75 * density / cube;
        double b = 150 * solid / cube * viscosity;
        // Without cancellation where the linear term rules.
        return 2 * DENSITY / (b + Math.sqrt(b * b + 4 * a * DENSITY));
    }
}
