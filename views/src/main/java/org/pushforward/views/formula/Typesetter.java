package org.pushforward.views.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import javafx.scene.text.TextBoundsType;
import org.pushforward.views.formula.Notation.Accent;
import org.pushforward.views.formula.Notation.Face;
import org.pushforward.views.formula.Notation.Fence;
import org.pushforward.views.formula.Notation.Fraction;
import org.pushforward.views.formula.Notation.Kind;
import org.pushforward.views.formula.Notation.Root;
import org.pushforward.views.formula.Notation.Row;
import org.pushforward.views.formula.Notation.Scripts;
import org.pushforward.views.formula.Notation.Space;
import org.pushforward.views.formula.Notation.Symbol;

/**
 * Sets formulas in type after the rules of Knuth (1984, The TeXbook, appendix G) in short: spaces by the kinds of neighbors, scripts at
 * seven tenths, fractions about the axis, brackets as high as what they hold. The nodes carry the style class {@code ink}, or {@code rule}
 * where they are filled lines. For the FX thread.
 */
final class Typesetter {

    private static final double SCRIPT = 0.72;
    private static final double LEAST = 8;
    private static final double IN_FRACTION = 0.88;
    private static final double AXIS = 0.25;
    private static final double RULE = 0.05;
    private static final double RAISE = 0.38;
    private static final double LOWER = 0.17;
    private static final double THIN = 0.17;
    private static final double MEDIUM = 0.22;
    private static final double THICK = 0.28;

    private Typesetter() { }

    static Setting set(Notation n, double size) {
        return switch (n) {
            case Row r -> row(parts(r, size), size);
            case Symbol s -> symbol(s, size);
            case Space s -> new Setting(s.em() * size, 0, 0, List.of());
            case Scripts s -> s.limits() ? limits(s, size) : scripts(s, size);
            case Fraction f -> fraction(f, size);
            case Root r -> root(r, size);
            case Accent a -> accent(a, size);
            case Fence f -> fence(f, size);
        };
    }

    /**
     * What a row is made of.
     *
     * @param before the space to what stands before it
     * @param begins how willingly a line begins here
     */
    record Part(Setting setting, double before, Break begins) { }

    /** Where a line may end: between formulas, before a sign or behind a comma, between factors, nowhere. */
    enum Break { FORMULAS, SIGN, FACTORS, NEVER }

    static List<Part> parts(Row row, double size) {
        List<Part> parts = new ArrayList<>();
        Kind last = Kind.RELATION;
        boolean afterSpace = false;
        for (Notation n : row.items()) {
            Kind kind = kind(n);
            // A sign with nothing before it belongs to what follows.
            kind = kind == Kind.BINARY && (last == Kind.BINARY || last == Kind.RELATION || last == Kind.PUNCTUATION || last == Kind.OPERATOR) ? Kind.ORDINARY : kind;
            boolean isWide = n instanceof Space s && s.em() >= 1;
            double before = parts.isEmpty() || n instanceof Space || afterSpace && kind != Kind.RELATION ? 0 : between(last, kind, n) * size;
            Break begins = parts.isEmpty() ? Break.NEVER : isWide ? Break.FORMULAS
                    : kind == Kind.RELATION || kind == Kind.BINARY || last == Kind.PUNCTUATION || kind == Kind.WORD && afterSpace ? Break.SIGN
                    : n instanceof Space ? Break.FACTORS : Break.NEVER;
            parts.add(new Part(set(n, size), before, begins));
            afterSpace = n instanceof Space;
            last = n instanceof Space s ? s.em() >= 1 ? Kind.RELATION : last : kind;
        }
        return parts;
    }

    private static Kind kind(Notation n) {
        return switch (n) {
            case Symbol s -> s.kind();
            case Scripts s -> kind(s.base());
            default -> Kind.ORDINARY;
        };
    }

    private static double between(Kind left, Kind right, Notation next) {
        if (left == Kind.RELATION || right == Kind.RELATION) {
            return left == right ? 0 : THICK;
        }
        if (left == Kind.BINARY || right == Kind.BINARY) {
            return MEDIUM;
        }
        if (left == Kind.PUNCTUATION || left == Kind.OPERATOR || right == Kind.OPERATOR || right == Kind.FUNCTION) {
            return THIN;
        }
        return left == Kind.FUNCTION && !(next instanceof Fence) ? THIN : 0;
    }

    private static Setting row(List<Part> parts, double size) {
        Setting line = new Setting(0, 0.5 * size, 0.1 * size, List.of());
        for (Part p : parts) {
            line = line.wider(p.before).then(p.setting);
        }
        return line;
    }

    private static Setting symbol(Symbol s, double size) {
        if (s.kind() == Kind.OPERATOR) {
            return centered(glyphs(s.text(), Fonts.of("KaTeX_Size1", size)), size);
        }
        return glyphs(s.text(), Fonts.of(s, size));
    }

    /** About the axis, as high as it is deep. */
    private static Setting centered(Setting s, double size) {
        double y = -AXIS * size - (s.descent() - s.ascent()) / 2;
        return s.shifted(0, y);
    }

    private static Setting glyphs(String text, Font font) {
        Text t = new Text(text);
        t.setFont(font);
        double width = t.getLayoutBounds().getWidth();
        t.setBoundsType(TextBoundsType.VISUAL);
        Bounds ink = t.getLayoutBounds();
        t.setBoundsType(TextBoundsType.LOGICAL);
        t.getStyleClass().add("ink");
        // Slanted letters reach beyond their width.
        return new Setting(Math.max(width, ink.getMaxX()), Math.max(0, -ink.getMinY()), Math.max(0, ink.getMaxY()), List.of(new Setting.Piece(t, 0, 0)));
    }

    private static double smaller(double size) {
        return Math.max(LEAST, SCRIPT * size);
    }

    private static Setting scripts(Scripts s, double size) {
        Setting base = set(s.base(), size);
        double small = smaller(size);
        Optional<Setting> above = s.above().map(a -> set(a, small));
        Optional<Setting> below = s.below().map(b -> set(b, small));
        boolean isTall = base.ascent() > size;
        double up = Math.max(RAISE * size, isTall ? base.ascent() - 0.35 * size : 0);
        double down = Math.max(LOWER * size, base.descent() > 0.45 * size ? base.descent() - 0.05 * size : 0);
        if (above.isPresent() && below.isPresent()) {
            // They must not touch.
            double gap = up - above.get().descent() - (below.get().ascent() - down);
            down += Math.max(0, 0.12 * size - gap);
        }
        Setting whole = base;
        // An integral leans: what stands below begins farther left.
        double back = s.base() instanceof Symbol b && b.text().equals("∫") ? 0.25 * size : 0;
        double x = base.width() + 0.03 * size;
        if (below.isPresent()) {
            whole = whole.with(below.get(), x - back, down);
        }
        if (above.isPresent()) {
            whole = whole.with(above.get(), x, -up);
        }
        return whole.wider(0.03 * size);
    }

    private static Setting limits(Scripts s, double size) {
        Setting base = set(s.base(), size);
        double small = smaller(size);
        Optional<Setting> above = s.above().map(a -> set(a, small));
        Optional<Setting> below = s.below().map(b -> set(b, small));
        double width = Math.max(base.width(), Math.max(above.map(Setting::width).orElse(0.0), below.map(Setting::width).orElse(0.0)));
        Setting whole = new Setting(width, 0, 0, List.of()).with(base, (width - base.width()) / 2, 0);
        if (above.isPresent()) {
            whole = whole.with(above.get(), (width - above.get().width()) / 2, -base.ascent() - 0.12 * size - above.get().descent());
        }
        if (below.isPresent()) {
            whole = whole.with(below.get(), (width - below.get().width()) / 2, base.descent() + 0.12 * size + below.get().ascent());
        }
        return whole;
    }

    private static Setting fraction(Fraction f, double size) {
        double inner = Math.max(LEAST, IN_FRACTION * size);
        boolean isSmall = f.over() instanceof Symbol a && f.under() instanceof Symbol b && a.text().length() == 1 && b.text().length() == 1 && Character.isDigit(a.text().charAt(0));
        Setting over = set(f.over(), isSmall ? smaller(size) : inner);
        Setting under = set(f.under(), isSmall ? smaller(size) : inner);
        double edge = 0.12 * size;
        double width = Math.max(over.width(), under.width()) + 2 * edge;
        double rule = Math.max(1, RULE * size);
        double axis = AXIS * size;
        double gap = 0.14 * size;
        Rectangle line = new Rectangle(0, -rule / 2, width - edge, rule);
        line.getStyleClass().add("rule");
        return new Setting(width, 0, 0, List.of(new Setting.Piece(line, edge / 2, -axis)))
                .with(over, (width - over.width()) / 2, -axis - rule / 2 - gap - over.descent())
                .with(under, (width - under.width()) / 2, -axis + rule / 2 + gap + under.ascent());
    }

    private static Setting root(Root r, double size) {
        Setting of = set(r.of(), size);
        double rule = Math.max(1, RULE * size);
        double top = -Math.max(of.ascent(), 0.55 * size) - 0.16 * size;
        double foot = Math.max(of.descent(), 0.05 * size) + 0.06 * size;
        double hook = 0.62 * size;
        double end = hook + of.width() + 0.06 * size;
        Path sign = new Path(new MoveTo(0.06 * size, -AXIS * size), new LineTo(0.18 * size, -(AXIS + 0.08) * size), new LineTo(0.36 * size, foot),
                new LineTo(hook - 0.04 * size, top), new LineTo(end, top));
        sign.setStrokeWidth(rule);
        sign.setStrokeLineCap(StrokeLineCap.ROUND);
        sign.setStrokeLineJoin(StrokeLineJoin.MITER);
        sign.getStyleClass().add("stroke");
        Setting whole = new Setting(end, -top + rule, foot, List.of(new Setting.Piece(sign, 0, 0))).with(of, hook, 0).wider(0.06 * size);
        if (r.degree().isEmpty()) {
            return whole;
        }
        Setting degree = set(r.degree().get(), smaller(smaller(size)));
        double x = Math.max(0, degree.width() - 0.3 * size);
        return Setting.EMPTY.with(whole, x, 0).with(degree, 0, -0.5 * size);
    }

    private static Setting accent(Accent a, double size) {
        Setting base = set(a.base(), size);
        Setting mark = glyphs(a.mark(), Fonts.of("KaTeX_Main", size));
        double lean = a.base() instanceof Symbol s && s.face() == Face.ITALIC ? 0.06 * size : 0;
        // The mark is drawn above a small letter; capitals lift it.
        double lift = Math.max(0, base.ascent() - 0.45 * size);
        return base.with(mark, (base.width() - mark.width()) / 2 + lean, -lift);
    }

    private static Setting fence(Fence f, double size) {
        Setting inner = set(f.inner(), size);
        double axis = AXIS * size;
        double half = Math.max(inner.ascent() - axis, inner.descent() + axis);
        String font = half <= 0.62 * size ? "KaTeX_Main" : half <= 0.8 * size ? "KaTeX_Size1" : half <= 1.1 * size ? "KaTeX_Size2" : "KaTeX_Size3";
        Setting open = bracket(f.open(), font, size);
        Setting close = bracket(f.close(), font, size);
        return open.then(inner).then(close);
    }

    private static Setting bracket(String text, String font, double size) {
        if (text.isEmpty()) {
            return Setting.EMPTY;
        }
        Setting plain = glyphs(text, Fonts.of(text.equals("|") ? "KaTeX_Main" : font, size));
        return font.equals("KaTeX_Main") ? plain : centered(plain, size);
    }

    /** The nodes of a setting, at their places, with the left end of the baseline at (x, y). */
    static List<Node> placed(Setting s, double x, double y) {
        List<Node> nodes = new ArrayList<>();
        for (Setting.Piece p : s.pieces()) {
            p.node().setManaged(false);
            p.node().setLayoutX(x + p.x());
            p.node().setLayoutY(y + p.y());
            nodes.add(p.node());
        }
        return nodes;
    }
}
