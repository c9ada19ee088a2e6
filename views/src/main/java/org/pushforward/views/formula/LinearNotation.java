package org.pushforward.views.formula;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pushforward.views.formula.Notation.Accent;
import org.pushforward.views.formula.Notation.Face;
import org.pushforward.views.formula.Notation.Fence;
import org.pushforward.views.formula.Notation.Fraction;
import org.pushforward.views.formula.Notation.Kind;
import org.pushforward.views.formula.Notation.Root;
import org.pushforward.views.formula.Notation.Scripts;
import org.pushforward.views.formula.Notation.Space;
import org.pushforward.views.formula.Notation.Symbol;

/**
 * Reads a formula as it is typed in a line of text: {@code W₂² = ∫₀¹ |F₁⁻¹(u)|² du}, {@code x_t = (1−t)^{k+1}/√(2π)}. Raised and lowered
 * characters and {@code ^ _} with a letter, a number, a word or a group are scripts; √ takes what follows; letters in a row are a word when
 * they are three or more. A slash without spaces beside it is a fraction (after Sargent 2016, UnicodeMath 3.1); with spaces it stays. Two
 * spaces part formulas. Text that makes no sense is shown as it is: nothing is refused. Used once.
 */
final class LinearNotation {

    private static final double QUAD = 1;
    private static final double THIN = 0.17;
    private static final double WORD_SPACE = 0.28;
    private static final Map<Integer, String> SIMPLE_FRACTIONS = Map.of((int) '½', "1/2", (int) '⅓', "1/3", (int) '⅔', "2/3", (int) '¼', "1/4", (int) '¾', "3/4",
            (int) '⅛', "1/8", (int) '⅙', "1/6", (int) '⅕', "1/5");

    private final int[] text;
    private int at;

    private LinearNotation(String text) {
        // Letters apart from their accents, but a relation that is struck out is one sign.
        this.text = Normalizer.normalize(text, Normalizer.Form.NFD).replace("=\u0338", "≠").codePoints().toArray();
    }

    static Notation parse(String text) {
        LinearNotation reader = new LinearNotation(text);
        List<Notation> items = new ArrayList<>();
        while (reader.at < reader.text.length) {
            items.addAll(reader.row("").items());
            if (reader.at < reader.text.length) {
                items.add(Glyphs.symbol(reader.text[reader.at++]));
            }
        }
        return Notation.of(items);
    }

    private int peek(int ahead) {
        return at + ahead < text.length ? text[at + ahead] : -1;
    }

    /** Until a closing bracket or the end, which is left. */
    private Notation.Row row(String close) {
        List<Notation> items = new ArrayList<>();
        // Where what has no space in it begins.
        int run = 0;
        while (at < text.length && !isClosing(text[at])) {
            int c = text[at];
            if (c == ' ') {
                int from = at;
                while (peek(0) == ' ') {
                    at++;
                }
                addSpace(items, at - from);
                run = items.size();
            } else if (c == '/' && run < items.size() && peek(1) != ' ' && stacks(items.subList(run, items.size()))) {
                fraction(items, run);
            } else {
                Notation next = scripted(atom());
                items.add(next);
                if (next instanceof Symbol s && s.kind() != Kind.ORDINARY && s.kind() != Kind.FUNCTION) {
                    run = items.size();
                }
            }
        }
        return new Notation.Row(items);
    }

    private static boolean isClosing(int c) {
        return c == ')' || c == ']' || c == '}' || c == '⟩';
    }

    private void addSpace(List<Notation> items, int count) {
        if (items.isEmpty() || at >= text.length || isClosing(text[at])) {
            return;
        }
        if (count > 1) {
            items.add(new Space(QUAD));
        } else if (items.getLast() instanceof Symbol s && s.kind() == Kind.WORD || startsWord()) {
            items.add(new Space(WORD_SPACE));
        } else if (!(items.getLast() instanceof Symbol s) || s.kind() == Kind.ORDINARY) {
            items.add(new Space(THIN));
        }
    }

    private boolean startsWord() {
        return Glyphs.isWord(letters(at)) && Glyphs.word(letters(at)).kind() == Kind.WORD;
    }

    /** Bars and words are no part of a fraction: which of them belong together cannot be seen. */
    private static boolean stacks(List<Notation> over) {
        return over.stream().noneMatch(n -> n instanceof Symbol s && (s.kind() == Kind.WORD || isBar(s)) || n instanceof Scripts p && p.base() instanceof Symbol b && isBar(b));
    }

    private static boolean isBar(Symbol s) {
        return s.text().equals("|") || s.text().equals("‖");
    }

    /** What stands before the slash, without a space, over what stands behind it; a slash where that cannot be told. */
    private void fraction(List<Notation> items, int run) {
        int slash = at++;
        List<Notation> under = new ArrayList<>();
        while (at < text.length && isPartOfDenominator(text[at])) {
            under.add(scripted(atom()));
            // A function takes what it is of along.
            at += under.getLast() instanceof Symbol f && f.kind() == Kind.FUNCTION && peek(0) == ' ' ? 1 : 0;
        }
        if (under.isEmpty() || !stacks(under) || peek(0) == '|' || peek(0) == '‖' || peek(0) == '/') {
            at = slash + 1;
            items.add(Glyphs.symbol('/'));
            return;
        }
        List<Notation> over = items.subList(run, items.size());
        Notation whole = new Fraction(bare(List.copyOf(over)), bare(under));
        over.clear();
        items.add(whole);
    }

    private static boolean isPartOfDenominator(int c) {
        return Character.isLetterOrDigit(c) || c == '(' || c == '[' || c == '√' || c == '∂' || c == '∇' || SIMPLE_FRACTIONS.containsKey(c);
    }

    /** Without brackets about the whole. */
    private static Notation bare(List<Notation> items) {
        return items.size() == 1 && items.getFirst() instanceof Fence f && f.open().equals("(") ? f.inner() : Notation.of(items);
    }

    private Notation atom() {
        int c = text[at];
        String close = Glyphs.closing(c);
        if (!close.isEmpty()) {
            return fence(c, close);
        }
        if (c == '√') {
            at++;
            return at < text.length && !isClosing(text[at]) && text[at] != ' ' ? new Root(operand(), Optional.empty()) : Glyphs.symbol(c);
        }
        if (Character.isDigit(c)) {
            int from = at;
            while (at < text.length && (Character.isDigit(text[at]) || text[at] == '.' && Character.isDigit(peek(1)))) {
                at++;
            }
            return new Symbol(new String(text, from, at - from), Kind.ORDINARY, Face.ROMAN);
        }
        if (SIMPLE_FRACTIONS.containsKey(c)) {
            at++;
            String[] parts = SIMPLE_FRACTIONS.get(c).split("/");
            return new Fraction(new Symbol(parts[0], Kind.ORDINARY, Face.ROMAN), new Symbol(parts[1], Kind.ORDINARY, Face.ROMAN));
        }
        String letters = letters(at);
        if (Glyphs.isWord(letters)) {
            at += letters.length();
            return Glyphs.word(letters);
        }
        at++;
        if (c == '‖' && at > 1 && text[at - 2] == ' ' && peek(0) == ' ') {
            return new Symbol("‖", Kind.RELATION, Face.ROMAN);
        }
        return (c == 'Σ' || c == 'Π') && !hasTwoIndices() ? new Symbol(c == 'Σ' ? "∑" : "∏", Kind.OPERATOR, Face.ROMAN) : Glyphs.symbol(c);
    }

    /** Πᵢⱼ is a number of a pair and no product. */
    private boolean hasTwoIndices() {
        return at + 1 < text.length && !Glyphs.lowered(text[at]).isEmpty() && !Glyphs.lowered(text[at + 1]).isEmpty();
    }

    private String letters(int from) {
        int to = from;
        while (to < text.length && (text[to] >= 'a' && text[to] <= 'z' || text[to] >= 'A' && text[to] <= 'Z' || to > from && text[to] == '-' && to + 1 < text.length
                && text[to + 1] >= 'A' && text[to + 1] <= 'Z' && text[to - 1] >= 'A' && text[to - 1] <= 'Z')) {
            to++;
        }
        return new String(text, from, to - from);
    }

    private Notation fence(int open, String close) {
        int from = at++;
        Notation inner = row(close);
        if (peek(0) == close.codePointAt(0)) {
            at++;
            return new Fence(Character.toString(open), inner, close);
        }
        at = from + 1;
        return Glyphs.symbol(open);
    }

    /** What a root or a script takes: a group without its brackets, a sign and a number, or a letter. */
    private Notation operand() {
        if (text[at] == '(' || text[at] == '{') {
            Notation group = atom();
            return group instanceof Fence f ? f.inner() : group;
        }
        if ((text[at] == '−' || text[at] == '+') && at + 1 < text.length) {
            Symbol sign = Glyphs.symbol(text[at++]);
            return new Notation.Row(List.of(new Symbol(sign.text(), Kind.ORDINARY, Face.ROMAN), atom()));
        }
        return scriptedByCharacters(atom());
    }

    /** An index: letters, digits and what is lowered behind them. */
    private Notation index() {
        if (text[at] == '{' || text[at] == '(') {
            return operand();
        }
        int from = at;
        while (at < text.length && (Character.isLetterOrDigit(text[at]) && Glyphs.raised(text[at]).isEmpty() || text[at] == '⊥' || !Glyphs.mark(text[at]).isEmpty())) {
            at++;
        }
        return at == from ? Glyphs.symbol(text[at++]) : parse(new String(text, from, at - from));
    }

    private Notation scripted(Notation base) {
        Notation s = scriptedByCharacters(base);
        while (at + 1 < text.length && (text[at] == '_' || text[at] == '^') && text[at + 1] != ' ') {
            boolean isBelow = text[at++] == '_';
            s = isBelow ? with(s, Optional.of(index()), Optional.empty()) : with(s, Optional.empty(), Optional.of(operand()));
            s = scriptedByCharacters(s);
        }
        return s;
    }

    private Notation scriptedByCharacters(Notation base) {
        Notation s = base;
        while (at < text.length && !Glyphs.mark(text[at]).isEmpty()) {
            s = new Accent(s, Glyphs.mark(text[at++]));
        }
        StringBuilder below = new StringBuilder();
        StringBuilder above = new StringBuilder();
        while (at < text.length) {
            int c = text[at];
            String lowered = Glyphs.lowered(c);
            String raised = c == '*' && isStar() ? "∗" : c == '′' || c == '\'' ? "′" : c == '″' ? "′′" : Glyphs.raised(c);
            if (lowered.isEmpty() && raised.isEmpty()) {
                break;
            }
            below.append(lowered);
            above.append(raised);
            at++;
        }
        return with(s, script(below), script(above));
    }

    /** An asterisk with nothing behind it that it could multiply. */
    private boolean isStar() {
        return !Character.isLetterOrDigit(peek(1)) && peek(1) != '(';
    }

    private static Optional<Notation> script(StringBuilder of) {
        boolean isPlain = of.chars().allMatch(c -> c == '′' || c == '∗');
        return of.isEmpty() ? Optional.empty()
                : Optional.of(isPlain ? new Symbol(of.toString(), Kind.ORDINARY, Face.ROMAN) : parse(of.toString()));
    }

    /** The same with more scripts, behind those there are. */
    static Notation with(Notation base, Optional<Notation> below, Optional<Notation> above) {
        if (below.isEmpty() && above.isEmpty()) {
            return base;
        }
        return base instanceof Scripts s ? new Scripts(s.base(), joined(s.below(), below), joined(s.above(), above), s.limits()) : new Scripts(base, below, above, false);
    }

    private static Optional<Notation> joined(Optional<Notation> a, Optional<Notation> b) {
        return a.isEmpty() ? b : b.isEmpty() ? a : Optional.of(new Notation.Row(List.of(a.get(), b.get())));
    }
}
