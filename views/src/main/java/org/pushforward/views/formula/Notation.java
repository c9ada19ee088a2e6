package org.pushforward.views.formula;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A formula as a tree. Immutable. */
sealed interface Notation {

    /** How a symbol stands among others (Knuth 1984, The TeXbook, chapter 17). */
    enum Kind { ORDINARY, FUNCTION, OPERATOR, BINARY, RELATION, PUNCTUATION, WORD }

    /** The letters a symbol is printed in. */
    enum Face { ROMAN, ITALIC, BLACKBOARD }

    /** One after the other. */
    record Row(List<Notation> items) implements Notation {
        public Row {
            items = List.copyOf(items);
        }
    }

    /** Letters, digits, an operator, a word. */
    record Symbol(String text, Kind kind, Face face) implements Notation { }

    /** @param em width in units of the size of letters */
    record Space(double em) implements Notation { }

    /** @param limits whether they stand below and above rather than behind */
    record Scripts(Notation base, Optional<Notation> below, Optional<Notation> above, boolean limits) implements Notation { }

    record Fraction(Notation over, Notation under) implements Notation { }

    record Root(Notation of, Optional<Notation> degree) implements Notation { }

    /** @param mark a hat, a bar, a tilde or a dot */
    record Accent(Notation base, String mark) implements Notation { }

    /** Brackets as high as what they hold; an empty one is not drawn. */
    record Fence(String open, Notation inner, String close) implements Notation { }

    Notation NOTHING = new Row(List.of());

    /** The only one of several, or all in a row. */
    static Notation of(List<Notation> items) {
        return items.size() == 1 ? items.getFirst() : new Row(items);
    }

    /** The letters alone, in their order: what a test reads and an assistant speaks. */
    default String plain() {
        return switch (this) {
            case Row r -> r.items.stream().map(Notation::plain).collect(Collectors.joining());
            case Symbol s -> s.text;
            case Space s -> s.em > 0.2 ? " " : "";
            case Scripts s -> s.base.plain() + s.below.map(b -> "_{" + b.plain() + "}").orElse("") + s.above.map(a -> "^{" + a.plain() + "}").orElse("");
            case Fraction f -> "{" + f.over.plain() + "}/{" + f.under.plain() + "}";
            case Root r -> "√" + r.degree.map(d -> "[" + d.plain() + "]").orElse("") + "{" + r.of.plain() + "}";
            case Accent a -> a.base.plain() + a.mark;
            case Fence f -> f.open + f.inner.plain() + f.close;
        };
    }
}
