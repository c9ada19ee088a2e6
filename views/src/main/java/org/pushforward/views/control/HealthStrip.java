package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.css.PseudoClass;
import javafx.geometry.Bounds;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;
import org.pushforward.engine.run.Verifier;

/**
 * How a run is doing, in one line at every width: finite or not and as many diagnostics as fit, in their order; what a step and a frame
 * cost at the right end. Where the diagnostics name {@code particles} and a {@code time-step}, also how many particles were moved a second,
 * and how much slower than life that is. A button with three dots stands for the rest and lists everything.
 */
public final class HealthStrip extends Region {

    private static final PseudoClass BAD = PseudoClass.getPseudoClass("danger");
    private static final double GAP = 18;

    private Optional<Experiment> experiment = Optional.empty();
    private List<Check> checks = List.of();

    private final Map<String, Reading> readings = new LinkedHashMap<>();
    private final Reading step = new Reading("step-time", say("health.step"), say("health.step-help"));
    private final Reading frame = new Reading("frame-time", say("health.frame"), say("health.frame-help"));
    private final Reading rate = new Reading("particle-rate", say("health.rate"), say("health.rate-help"));
    private final Reading life = new Reading("life", say("health.slower"), say("health.slower-help"));
    private final Tooltip all = new Tooltip();
    private final IconButton more = new IconButton("health-more", Feather.MORE_HORIZONTAL, say("health.all"), this::showAll);

    /** A name and its value. */
    private static final class Reading extends HBox {
        private final Label name = new Label();
        private final Label value = new Label();
        private final Numeral numeral = new Numeral(value, 0, Pos.CENTER_LEFT);
        private boolean isTold;

        Reading(String id, String words, String help) {
            super(8);
            name.setText(words);
            name.getStyleClass().add("muted");
            name.setLabelFor(value);
            value.setId("health-" + id);
            value.getStyleClass().addAll("mono", "strong");
            getChildren().addAll(name, numeral);
            setAlignment(Pos.BASELINE_LEFT);
            Tooltip.install(this, new Tooltip(help));
        }

        void set(String text) {
            numeral.show(text);
        }

        /** How far {@code x} is above one, or below it by other words. */
        void times(double x, String above, String below) {
            name.setText(x < 1 ? below : above);
            double far = x < 1 ? 1 / x : x;
            set(String.format(Locale.ROOT, far < 9.95 ? "%.1f×" : "%.0f×", far));
        }

        String line() {
            return name.getText() + "  " + value.getText();
        }
    }

    public HealthStrip() {
        setId("health");
        getStyleClass().add("health");
        more.getStyleClass().add("tiny");
        more.setTooltip(all);
        more.focusedProperty().addListener((_, _, _) -> all.hide());
        rate.setVisible(false);
        life.setVisible(false);
        getChildren().addAll(more, step, frame, rate, life);
    }

    /**
     * Shows a snapshot, or that there is none yet.
     *
     * @param frameSeconds what drawing the latest frame took; NaN when nothing was drawn yet
     */
    public void show(Optional<RunSnapshot> snapshot, double frameSeconds) {
        snapshot.ifPresentOrElse(s -> show(s, frameSeconds), () -> {
            arrange(List.of());
            readings.get("finite").set("–");
            step.set("–");
            frame.set("–");
            paced(Diagnostics.NONE, 0);
        });
    }

    private void show(RunSnapshot s, double frameSeconds) {
        List<Diagnostics.Entry> entries = s.frame().diagnostics().entries();
        arrange(entries);
        boolean failed = s.state() == RunState.FAILED;
        Reading finite = readings.get("finite");
        finite.set(say(failed ? "health.no" : "health.yes"));
        finite.value.pseudoClassStateChanged(BAD, failed && s.failure().isPresent());
        Set<String> bad = outOfRange(s);
        entries.forEach(e -> {
            Reading r = readings.get(e.id());
            r.set(NumberText.brief(e.value(), e.unit()));
            r.value.pseudoClassStateChanged(BAD, bad.contains(e.id()));
        });
        step.set(NumberText.milliseconds(s.stepSeconds()));
        frame.set(NumberText.milliseconds(frameSeconds));
        paced(s.frame().diagnostics(), s.stepSeconds());
        all.setText(Stream.concat(readings.values().stream(), Stream.of(rate, life).filter(r -> r.isTold)).map(Reading::line).collect(Collectors.joining("\n")));
    }

    /** What a step of particles comes to: they have moved by a time step in so many seconds. */
    private void paced(Diagnostics d, double seconds) {
        double particles = d.value("particles").orElse(0);
        double lived = d.value("time-step").orElse(0);
        rate.isTold = seconds > 0 && particles > 0 && lived > 0;
        life.isTold = rate.isTold;
        if (rate.isTold) {
            rate.set(NumberText.compact(particles / seconds));
            life.times(seconds / lived, say("health.slower"), say("health.faster"));
        }
        requestLayout();
    }

    /** What is not finite, or outside of what a check of this run allows. */
    private Set<String> outOfRange(RunSnapshot s) {
        Experiment e = s.definition().experiment();
        if (!experiment.equals(Optional.of(e))) {
            experiment = Optional.of(e);
            checks = e.checks();
        }
        Set<String> bad = new HashSet<>();
        s.frame().diagnostics().entries().stream().filter(d -> !Double.isFinite(d.value())).forEach(d -> bad.add(d.id()));
        for (Check.Verdict v : Verifier.live(checks, s)) {
            if (!v.pass() && v.check() instanceof Check.Live l) {
                bad.add(l.diagnostic());
            }
        }
        return bad;
    }

    /** Makes the readings anew when a run has other diagnostics. */
    private void arrange(List<Diagnostics.Entry> entries) {
        List<String> ids = new ArrayList<>(List.of("finite"));
        entries.forEach(e -> ids.add(e.id()));
        if (!ids.equals(List.copyOf(readings.keySet()))) {
            readings.clear();
            readings.put("finite", new Reading("finite", say("health.finite"), say("health.finite-help")));
            entries.forEach(e -> readings.put(e.id(), new Reading(e.id(), e.label(), e.id())));
            getChildren().setAll(readings.values());
            getChildren().addAll(more, step, frame, rate, life);
        }
    }

    private void showAll() {
        Bounds b = more.localToScreen(more.getLayoutBounds());
        all.show(more, b.getMinX(), b.getMaxY());
    }

    @Override
    protected void layoutChildren() {
        Insets in = getInsets();
        double right = getWidth() - in.getRight();
        for (Reading r : List.of(frame, step, life, rate)) {
            // What a step costs is there at every width, the rest where a seventh of the strip is left to the diagnostics.
            r.setVisible(r == frame || r == step || r.isTold && right - width(r) > 0.15 * getWidth());
            if (r.isVisible()) {
                right -= place(r, right - width(r));
                right -= GAP;
            }
        }
        double x = in.getLeft();
        double needed = readings.values().stream().mapToDouble(r -> width(r) + GAP).sum();
        boolean fits = x + needed <= right;
        double room = fits ? right : right - width(more) - GAP;
        boolean full = false;
        for (Reading r : readings.values()) {
            full |= !fits && x + width(r) > room;
            r.setVisible(!full);
            if (!full) {
                x += place(r, x) + GAP;
            }
        }
        more.setVisible(!fits);
        place(more, x);
    }

    private static double width(Region r) {
        return Math.ceil(r.prefWidth(-1));
    }

    private double place(Region r, double x) {
        double w = width(r);
        double h = Math.ceil(r.prefHeight(-1));
        r.resizeRelocate(x, Math.round(0.5 * (getHeight() - h)), w, h);
        return w;
    }

    @Override
    protected double computePrefHeight(double width) {
        return getInsets().getTop() + Math.ceil(step.prefHeight(-1)) + getInsets().getBottom();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computeMinWidth(double height) {
        return 0;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 400;
    }
}
