package org.pushforward.engine.mesh;

import java.util.Optional;
import java.util.Set;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.data.Photograph;
import org.pushforward.engine.data.PictureReader;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.mesh.DerivativeMonitor.Norm;
import org.pushforward.engine.numerics.CubicSplineField;

/**
 * Makes the monitor function of a parameter set. What no live parameter changes (the decoded picture, norms of derivatives) is worked
 * out once, and what is painted is painted on. For one thread at a time.
 */
final class MonitorModel {

    private static final Set<String> OF_DERIVATIVES = Set.of(MongeAmpereParameters.HESSIAN, MongeAmpereParameters.HESSIAN_MAX,
            MongeAmpereParameters.GRADIENT);
    /** Of the largest density over the least. */
    private static final double STEEPEST = 1e12;
    private static final DerivativeMonitor.Statistics UNUSED = new DerivativeMonitor.Statistics(1, 1);

    private final String choice;
    private final Optional<Photograph> photograph;
    private final Rect domain;
    private final DerivativeMonitor.Statistics derivatives;
    private final Canvas canvas;

    /** @throws InputException when the picture cannot be read */
    MonitorModel(ParameterSet p) {
        choice = p.choice(MongeAmpereParameters.MONITOR);
        photograph = choice.equals(MongeAmpereParameters.IMAGE) ? Optional.of(PictureReader.read(p.source("image"))) : Optional.empty();
        domain = photograph.map(Photograph::domain).orElse(Rect.UNIT);
        canvas = new Canvas(domain);
        derivatives = OF_DERIVATIVES.contains(choice)
                ? DerivativeMonitor.statistics(SampleFunction.named(p.choice("function")), norm()) : UNUSED;
    }

    /** [0, width/height] × [0, 1] for a picture, else the unit square. */
    Rect domain() {
        return domain;
    }

    Optional<Photograph> photograph() {
        return photograph;
    }

    boolean isMoving() {
        return choice.equals(MongeAmpereParameters.MOVING_BELL);
    }

    /** The monitor at a time, painted on. */
    MonitorFunction monitor(ParameterSet p, PaintedDensity paint, double time) {
        MonitorFunction plain = photograph.isPresent() ? ofPicture(p, photograph.get()) : smoothed(p, analytic(p, time));
        Optional<CubicSplineField> field = canvas.painted(paint);
        return field.isPresent() ? new PaintedMonitor(plain, field.get()) : plain;
    }

    private MonitorFunction ofPicture(ParameterSet p, Photograph picture) {
        double[] feature = ImageFeature.named(p.choice("feature")).of(picture, p.real("smoothing"));
        return new GriddedMonitor(p.real("alpha"), new CubicSplineField(domain, picture.nx(), picture.ny(), feature));
    }

    private MonitorFunction smoothed(ParameterSet p, MonitorFunction monitor) {
        double sigma = p.real("smoothing");
        return sigma > 0 ? GriddedMonitor.smoothed(monitor, domain, sigma) : monitor;
    }

    private MonitorFunction analytic(ParameterSet p, double time) {
        SampleFunction f = SampleFunction.named(p.choice("function"));
        return switch (choice) {
            case MongeAmpereParameters.CONSTANT -> new ConstantMonitor();
            case MongeAmpereParameters.RING -> new RingMonitor(p.real("alpha"), p.real("beta"), p.real("radius2"));
            case MongeAmpereParameters.BELL -> new BellMonitor(p.real("alpha"), 0.5, 0.5);
            case MongeAmpereParameters.MOVING_BELL -> BellMonitor.moving(p.real("alpha"), time);
            case MongeAmpereParameters.SEPARABLE -> new SeparableMonitor(p.real("alpha"), p.real("beta"));
            case MongeAmpereParameters.HESSIAN, MongeAmpereParameters.GRADIENT ->
                    new DerivativeMonitor(f, norm(), 1, p.real("scale") * derivatives.mean(), p.real("exponent"));
            case MongeAmpereParameters.ARC_LENGTH -> new ArcLengthMonitor(f);
            case MongeAmpereParameters.FORMULA -> FormulaMonitor.of(MongeAmpereParameters.MONITOR_FORMULA, p.choice(MongeAmpereParameters.MONITOR_FORMULA));
            case MongeAmpereParameters.HESSIAN_MAX -> new DerivativeMonitor(f, norm(), p.real("alpha"), derivatives.max(), 1);
            default -> throw new IllegalArgumentException("no monitor " + choice);
        };
    }

    /** Refuses a density of derivatives that no mover can follow; a run that would rather fail does not ask. */
    MonitorModel requireModerate(ParameterSet p) {
        double peak = choice.equals(MongeAmpereParameters.HESSIAN) || choice.equals(MongeAmpereParameters.GRADIENT)
                ? Math.pow(derivatives.max() / (p.real("scale") * derivatives.mean()), p.real("exponent")) : 1;
        if (!(peak <= STEEPEST)) {
            throw new InputException("exponent: with this exponent and scale the density reaches %.3g times its least, more than a mesh can follow".formatted(peak),
                    "give a smaller exponent or a larger scale");
        }
        return this;
    }

    private Norm norm() {
        return choice.equals(MongeAmpereParameters.GRADIENT) ? Norm.GRADIENT : Norm.HESSIAN;
    }
}
