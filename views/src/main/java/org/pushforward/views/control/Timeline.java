package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.animation.PauseTransition;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.util.Duration;

/**
 * The steps of a run on a line: what was computed, where it stands, checkpoints as ticks, events as diamonds. Dragging seeks, once for
 * every distinct step; so do the arrow keys, Home and End. While the hand is on it, nothing moves but the thumb.
 */
public final class Timeline extends Region {

    /**
     * A moment to be shown.
     *
     * @param step where the run stands
     * @param time at that step, where it is not the same
     * @param frontier the furthest step computed
     * @param expected the length of the run, where it is known
     * @param busy the run is still on its way to the step that was asked for
     */
    public record Moment(long step, OptionalDouble time, long frontier, OptionalLong expected, boolean busy, long[] checkpoints, List<Mark> marks) {
        public Moment {
            marks = List.copyOf(marks);
        }
    }

    /** Something the user did at a step; a drag leaves hundreds, whose words are made when they are read. */
    public record Mark(long step, Supplier<String> text) { }

    private static final long NOWHERE = -1;
    /** Ticks closer than this could not be told apart. */
    private static final double CLOSEST_TICKS = 9;
    private static final double SIDE = 28;
    private static final double LINE = 28;
    private static final double GROOVE = 6;
    private static final double THUMB = 18;

    private final LongConsumer seek;
    private final Region track = region("track");
    private final Region computed = region("computed");
    private final Region past = region("past");
    private final Region thumb = region("thumb");
    private final Path ticks = path("ticks");
    private final Path diamonds = path("diamonds");
    private final Label label = new Label();
    private final Tooltip tip = new Tooltip();
    private final PauseTransition settling = new PauseTransition(Duration.millis(400));
    private Moment moment = new Moment(0, OptionalDouble.empty(), 0, OptionalLong.empty(), false, new long[0], List.of());
    private List<Double> tickedAt = List.of();
    private List<Double> diamondsAt = List.of();
    private long length = 10;
    private long wanted = NOWHERE;
    private boolean held;

    public Timeline(LongConsumer seek) {
        this.seek = seek;
        setId("timeline");
        getStyleClass().add("timeline");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.SLIDER);
        setAccessibleText(say("timeline"));
        label.getStyleClass().addAll("mono", "step");
        label.setMouseTransparent(true);
        thumb.setId("timeline-thumb");
        thumb.setMouseTransparent(true);
        getChildren().addAll(track, computed, past, ticks, diamonds, thumb, label);
        // Moved by hand: what surrounds the timeline is not laid out again because a step was done.
        getChildren().forEach(n -> n.setManaged(false));
        Tooltip.install(diamonds, tip);
        diamonds.setOnMouseMoved(e -> tip.setText(marksNear(stepAt(e.getX()))));
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::grab);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, e -> drag(e.getX()));
        addEventHandler(MouseEvent.MOUSE_RELEASED, _ -> letGo());
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        settling.setOnFinished(_ -> follow());
    }

    public void show(Moment newMoment) {
        moment = newMoment;
        if (!held) {
            length = lengthOf(newMoment, length);
        }
        follow();
    }

    /** Lets the run decide again once it had time to get to where the user wants it. */
    private void follow() {
        if (!held && !moment.busy() && settling.getStatus() != PauseTransition.Status.RUNNING) {
            wanted = NOWHERE;
        }
        place();
    }

    /** The step under the thumb. */
    public long shownStep() {
        return wanted == NOWHERE ? moment.step() : wanted;
    }

    /** Horizontal position of a step, in this node's coordinates. */
    public double xOf(long step) {
        return SIDE + Math.clamp((double) step / length, 0, 1) * (getWidth() - 2 * SIDE);
    }

    private long stepAt(double x) {
        return Math.round(Math.clamp((x - SIDE) / Math.max(1, getWidth() - 2 * SIDE), 0, 1) * length);
    }

    private void grab(MouseEvent e) {
        requestFocus();
        held = true;
        wanted = NOWHERE;
        drag(e.getX());
        e.consume();
    }

    private void drag(double x) {
        if (held) {
            ask(stepAt(x));
        }
    }

    private void ask(long step) {
        if (step != wanted) {
            wanted = step;
            place();
            seek.accept(step);
        }
    }

    private void letGo() {
        held = false;
        settling.playFromStart();
        place();
    }

    private void key(KeyEvent e) {
        if (e.isShortcutDown() || e.isShiftDown() || e.isAltDown()) {
            return;
        }
        long now = shownStep();
        OptionalLong target = switch (e.getCode()) {
            case KeyCode.LEFT -> OptionalLong.of(Math.max(0, now - 1));
            case KeyCode.RIGHT -> OptionalLong.of(now + 1);
            case KeyCode.HOME -> OptionalLong.of(0);
            case KeyCode.END -> OptionalLong.of(moment.frontier());
            default -> OptionalLong.empty();
        };
        target.ifPresent(step -> {
            e.consume();
            wanted = NOWHERE;
            ask(step);
            settling.playFromStart();
        });
    }

    /**
     * Where the length is unknown, the next of 10, 20, 50, 100, … so that the line seldom changes its scale; nor does it when a run that
     * had come to its end is taken back.
     */
    private static long lengthOf(Moment m, long present) {
        long least = Math.max(1, Math.max(m.step(), m.frontier()));
        if (m.expected().isPresent()) {
            return Math.max(least, m.expected().getAsLong());
        }
        long decade = 10;
        while (5 * decade <= least) {
            decade *= 10;
        }
        long round = least < decade ? decade : least < 2 * decade ? 2 * decade : 5 * decade;
        return present >= least && present < round ? present : round;
    }

    private String marksNear(long step) {
        long reach = Math.max(0, Math.round(6 * length / Math.max(1, getWidth())));
        return String.join("\n", moment.marks().stream().filter(m -> Math.abs(m.step() - step) <= reach)
                .limit(8).map(m -> say("timeline.event", m.step(), m.text().get())).toList());
    }

    @Override
    protected void layoutChildren() {
        place();
    }

    private void place() {
        double left = xOf(0);
        double now = xOf(shownStep());
        bar(track, left, xOf(length));
        bar(computed, left, xOf(moment.frontier()));
        bar(past, left, now);
        drawTicks();
        drawDiamonds();
        thumb.resizeRelocate(Math.round(now - THUMB / 2), LINE - THUMB / 2, THUMB, THUMB);
        boolean there = shownStep() == moment.step() && moment.time().isPresent();
        label.setText(say("timeline.step", shownStep()) + (there ? " · t = " + NumberText.brief(moment.time().getAsDouble()) : ""));
        label.autosize();
        double x = Math.clamp(now - label.getWidth() / 2, 0, Math.max(0, getWidth() - label.getWidth()));
        label.relocate(Math.round(x), LINE + 12);
    }

    private void bar(Region bar, double from, double to) {
        bar.resizeRelocate(from, LINE - GROOVE / 2, Math.max(0, to - from), GROOVE);
    }

    private void drawTicks() {
        List<Double> at = new ArrayList<>();
        double last = Double.NEGATIVE_INFINITY;
        for (long step : moment.checkpoints()) {
            double x = Math.floor(xOf(step)) + 0.5;
            if (x - last >= CLOSEST_TICKS) {
                at.add(x);
                last = x;
            }
        }
        if (!at.equals(tickedAt)) {
            tickedAt = at;
            ticks.getElements().setAll(at.stream().flatMap(x -> Stream.of(new MoveTo(x, LINE - 6), new LineTo(x, LINE + 6))).toList());
        }
    }

    private void drawDiamonds() {
        List<Double> at = moment.marks().stream().mapToLong(Mark::step).mapToObj(s -> (double) Math.round(xOf(s))).distinct().toList();
        if (!at.equals(diamondsAt)) {
            diamondsAt = at;
            double y = LINE - 14;
            diamonds.getElements().setAll(at.stream().flatMap(x -> Stream.of(new MoveTo(x, y - 5), new LineTo(x + 5, y), new LineTo(x, y + 5),
                    new LineTo(x - 5, y), new ClosePath())).toList());
        }
    }

    @Override
    protected double computePrefHeight(double width) {
        return 2 * LINE;
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computeMinWidth(double height) {
        return 120;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 400;
    }

    private static Region region(String styleClass) {
        Region r = new Region();
        r.getStyleClass().add(styleClass);
        return r;
    }

    private static Path path(String styleClass) {
        Path p = new Path();
        p.setManaged(false);
        p.getStyleClass().add(styleClass);
        return p;
    }
}
