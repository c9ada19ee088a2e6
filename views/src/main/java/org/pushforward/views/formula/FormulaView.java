package org.pushforward.views.formula;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.layout.Region;
import org.pushforward.views.formula.Typesetter.Break;
import org.pushforward.views.formula.Typesetter.Part;

/**
 * A formula set in type. Written as a line of text ({@code W₂² = ∫₀¹ |x|² du}) or, with a backslash in it, as TeX. What is wider than the
 * view is broken before relations and signs, as it is done by hand, and set smaller where that is not enough. Style classes: {@code
 * typeset} of the view, {@code ink}, {@code rule} and {@code stroke} of what it is made of.
 */
public final class FormulaView extends Region {

    private static final double LEADING = 0.5;
    private static final double INDENT = 1.4;
    private static final double SMALLEST = 0.7;
    private static final double STEP = 0.1;
    private static final double ASCENT = 0.6;
    private static final double DESCENT = 0.15;

    private final Notation notation;
    private final String source;
    private final double size;
    private double laidOutFor = -1;
    private double height;

    /** @param size of letters, in pixels */
    public FormulaView(String formula, double size) {
        this.size = size;
        source = formula;
        notation = formula.indexOf('\\') >= 0 ? TexNotation.parse(formula) : LinearNotation.parse(formula);
        getStyleClass().add("typeset");
        setAccessibleRole(AccessibleRole.TEXT);
        setAccessibleText(formula);
    }

    /** As it was written. */
    public String source() {
        return source;
    }

    Notation notation() {
        return notation;
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    /** That of the first line, so that a formula stands among words. */
    @Override
    public double getBaselineOffset() {
        return getInsets().getTop() + lines(Double.MAX_VALUE, size).getFirst().ascent();
    }

    @Override
    protected double computeMinWidth(double h) {
        return 0;
    }

    @Override
    protected double computePrefWidth(double h) {
        return lines(Double.MAX_VALUE, size).getFirst().width() + getInsets().getLeft() + getInsets().getRight();
    }

    @Override
    protected double computePrefHeight(double width) {
        Insets in = getInsets();
        return set(width < 0 ? Double.MAX_VALUE : width - in.getLeft() - in.getRight()) + in.getTop() + in.getBottom();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computeMaxHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        set(getWidth() - getInsets().getLeft() - getInsets().getRight());
    }

    /** Sets the formula for a width; returns its height. */
    private double set(double width) {
        if (laidOutFor == width) {
            return height;
        }
        double em = size;
        List<Setting> lines = lines(width, em);
        while (em > SMALLEST * size && lines.stream().anyMatch(l -> l.width() > width)) {
            em -= STEP * size;
            lines = lines(width, em);
        }
        List<Node> nodes = new ArrayList<>();
        double y = getInsets().getTop();
        for (Setting line : lines) {
            y += line.ascent();
            nodes.addAll(Typesetter.placed(line, getInsets().getLeft(), y));
            y += line.descent() + LEADING * em;
        }
        getChildren().setAll(nodes);
        laidOutFor = width;
        height = Math.ceil(y - LEADING * em - getInsets().getTop());
        return height;
    }

    private List<Setting> lines(double width, double em) {
        List<Part> parts = Typesetter.parts(notation instanceof Notation.Row r ? r : new Notation.Row(List.of(notation)), em);
        List<Setting> lines = new ArrayList<>();
        fill(lines, parts, Break.FORMULAS, width, em);
        return lines;
    }

    /** Fills lines with what stands between breaks of a kind; what is too wide for a line of its own is broken at the next kind. */
    private static void fill(List<Setting> lines, List<Part> parts, Break at, double width, double em) {
        int from = 0;
        for (int k = 1; k <= parts.size(); k++) {
            if (k < parts.size() && parts.get(k).begins().compareTo(at) > 0) {
                continue;
            }
            List<Part> piece = parts.subList(from, k);
            Setting last = lines.isEmpty() ? blank(0, em) : lines.getLast();
            boolean isFresh = last.pieces().isEmpty();
            Setting whole = last.then(joined(piece, isFresh));
            Setting alone = blank(INDENT * em, em).then(joined(piece, true));
            if (whole.width() <= width || at == Break.FACTORS && isFresh) {
                replaceLast(lines, whole);
            } else if (!isFresh && alone.width() <= width) {
                lines.add(alone);
            } else if (at == Break.FACTORS) {
                lines.add(alone);
            } else {
                // Formulas that are too wide begin a line of their own; what is broken at signs goes on where the line is.
                if (at == Break.FORMULAS && !isFresh) {
                    lines.add(blank(INDENT * em, em));
                }
                fill(lines, piece, Break.values()[at.ordinal() + 1], width, em);
            }
            from = k;
        }
    }

    private static void replaceLast(List<Setting> lines, Setting by) {
        if (!lines.isEmpty()) {
            lines.removeLast();
        }
        lines.add(by);
    }

    private static Setting blank(double indent, double em) {
        return new Setting(indent, ASCENT * em, DESCENT * em, List.of());
    }

    private static Setting joined(List<Part> parts, boolean begins) {
        Setting s = Setting.EMPTY;
        boolean first = begins;
        for (Part p : parts) {
            boolean isBlank = p.setting().pieces().isEmpty();
            s = first && isBlank ? s : s.wider(first ? 0 : p.before()).then(p.setting());
            first &= isBlank;
        }
        return s;
    }
}
