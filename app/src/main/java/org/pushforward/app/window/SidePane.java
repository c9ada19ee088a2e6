package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.io.VerdictStore;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;
import org.pushforward.engine.run.Verifier;
import org.pushforward.views.control.AboutPane;
import org.pushforward.views.control.Folding;
import org.pushforward.views.control.ParameterPane;
import org.pushforward.views.control.TruthPane;

/** The right side: parameters of the selected run, what the method is, and whether it can be trusted. */
final class SidePane extends ScrollPane implements AutoCloseable {

    private static final double MARGIN = 48;

    private final ParameterPane.Listener parameters;
    private final Folding folding;
    private final VerdictStore verdicts;
    private final Runnable verified;
    private final Consumer<Throwable> broken;
    private final AboutPane about;
    private final TruthPane truth = new TruthPane(this::verify);
    private final VBox content = new VBox();
    private Optional<ParameterPane> pane = Optional.empty();
    private Optional<Experiment> experiment = Optional.empty();
    private Optional<ParameterSet> begin = Optional.empty();
    private List<Check> checks = List.of();
    private final ParameterPane.Pinning pinning;
    private final Function<OpenRun, List<String>> pinned;
    private boolean lecture;
    private CancelToken verification = new CancelToken();

    /**
     * @param pinned ids of the parameters of a run that stay in sight in a lecture, which {@code pinning} changes
     * @param verified called when the verdict of a reference check is new
     */
    SidePane(ParameterPane.Listener parameters, ParameterPane.Pinning pinning, Function<OpenRun, List<String>> pinned, Folding folding,
            VerdictStore verdicts, Consumer<URI> open, Runnable verified, Consumer<Throwable> broken) {
        this.pinning = pinning;
        this.pinned = pinned;
        this.parameters = parameters;
        this.folding = folding;
        this.verdicts = verdicts;
        this.verified = verified;
        this.broken = broken;
        about = new AboutPane(open);
        about.getStyleClass().add("separated");
        truth.getStyleClass().add("separated");
        setId("side");
        getStyleClass().addAll("panel", "right");
        setContent(content);
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
    }

    /** Shows a run; the parameter controls are made anew only for another experiment. */
    void show(OpenRun run) {
        Experiment e = run.experiment();
        if (experiment.isEmpty() || experiment.get() != e || !begin.equals(Optional.of(run.begin()))) {
            experiment = Optional.of(e);
            begin = Optional.of(run.begin());
            checks = e.checks();
            pane = Optional.of(new ParameterPane(e.parameters(), run.begin(), run.parameters(), folding, parameters));
            pane.get().setPinning(pinning);
            about.show(e.description());
            content.getChildren().setAll(pane.get(), truth, about);
        }
        if (pane.get().shown() != run.parameters()) {
            pane.get().show(run.parameters());
        }
        pane.get().showOnly(lecture ? Set.copyOf(pinned.apply(run)) : Set.of());
        run.snapshot().ifPresentOrElse(this::showTruth, () -> truth.show(List.of(), false, List.of(), ""));
    }

    /** In a lecture only the pinned parameters are in sight. */
    void setLecture(boolean on) {
        lecture = on;
        Lecture.show(truth, !on);
        Lecture.show(about, !on);
        setVvalue(0);
    }

    /** Scrolls a parameter into sight, from under its heading if it is folded away. */
    Optional<Node> reveal(String parameter) {
        return pane.flatMap(p -> p.reveal(parameter)).map(row -> {
            applyCss();
            layout();
            double room = content.getHeight() - getViewportBounds().getHeight();
            double top = row.getBoundsInParent().getMinY();
            double seen = getVvalue() * room;
            if (room > 0 && (top < seen || top + row.getBoundsInParent().getHeight() > seen + getViewportBounds().getHeight())) {
                setVvalue(Math.clamp((top - MARGIN) / room, 0, 1));
            }
            return row;
        });
    }

    private void showTruth(RunSnapshot s) {
        Experiment e = s.definition().experiment();
        List<Check.Verdict> judged = Verifier.live(checks, s);
        List<TruthPane.Row> live = new ArrayList<>();
        List<TruthPane.Row> reference = new ArrayList<>();
        Instant oldest = Instant.MAX;
        for (Check c : checks) {
            switch (c) {
                // What this problem or variant does not have is no open question.
                case Check.Live l when s.frame().diagnostics().value(l.diagnostic()).isEmpty() -> { }
                case Check.Live l -> live.add(new TruthPane.Row(l, judged.stream().filter(v -> v.check() == l)
                        .mapToDouble(Check.Verdict::value).findFirst()));
                case Check.Reference r -> {
                    Optional<VerdictStore.Entry> known = verdicts.verdict(e.id(), r);
                    reference.add(new TruthPane.Row(r, known.map(k -> OptionalDouble.of(k.value())).orElse(OptionalDouble.empty())));
                    if (known.isPresent() && known.get().when().isBefore(oldest)) {
                        oldest = known.get().when();
                    }
                }
            }
        }
        truth.show(live, s.state() == RunState.FAILED, reference, oldest == Instant.MAX ? "" : ago(oldest));
    }

    private static String ago(Instant when) {
        Duration d = Duration.between(when, Instant.now());
        return d.toMinutes() < 1 ? say("ago.now") : d.toHours() < 1 ? say("ago.minutes", d.toMinutes()) : d.toDays() < 1 ? say("ago.hours", d.toHours())
                : say("ago.days", d.toDays());
    }

    /** What was verified must be seen: scrolls as far as needed, and no farther. */
    private void keepInSight() {
        layout();
        double room = content.getHeight() - getViewportBounds().getHeight();
        if (room > 0) {
            double top = getVvalue() * room;
            double end = truth.getBoundsInParent().getMaxY() - getViewportBounds().getHeight();
            double begins = truth.getBoundsInParent().getMinY();
            setVvalue(Math.clamp(Math.min(Math.max(top, end), begins) / room, 0, 1));
        }
    }

    /** Runs the reference checks one after the other on a thread of their own. */
    private void verify() {
        Experiment e = experiment.orElseThrow();
        List<Check.Reference> references = checks.stream().filter(Check.Reference.class::isInstance).map(Check.Reference.class::cast)
                .filter(c -> !c.isLong()).toList();
        CancelToken token = new CancelToken();
        verification = token;
        truth.setProgress(0);
        Thread.ofPlatform().daemon().name("pushforward-verify").start(() -> {
            try {
                for (int k = 0; k < references.size(); k++) {
                    verdicts.put(e.id(), Verifier.reference(references.get(k), Runtime.getRuntime().availableProcessors(), token));
                    double done = (k + 1.0) / references.size();
                    Platform.runLater(() -> {
                        truth.setProgress(done);
                        verified.run();
                        keepInSight();
                    });
                }
            } catch (CancelToken.Cancelled cancelled) {
                return;
            } catch (RuntimeException problem) {
                Platform.runLater(() -> broken.accept(problem));
            }
            Platform.runLater(() -> truth.setProgress(Double.NaN));
        });
    }

    @Override
    public void close() {
        verification.cancel();
    }
}
