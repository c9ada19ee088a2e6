package org.pushforward.views.formula;

import java.util.Map;
import java.util.stream.Collectors;
import org.pushforward.views.formula.Notation.Face;
import org.pushforward.views.formula.Notation.Kind;

/** A formula as MathML Core (W3C 2023), for pages that a browser sets in type. Stateless. */
public final class MathMarkup {

    /** Letters of blackboard bold that are not in the block of the others. */
    private static final Map<String, String> BLACKBOARD = Map.of("C", "ℂ", "H", "ℍ", "N", "ℕ", "P", "ℙ", "Q", "ℚ", "R", "ℝ", "Z", "ℤ");

    private MathMarkup() { }

    /** @param formula as {@link FormulaView} reads it */
    public static String of(String formula) {
        Notation n = formula.indexOf('\\') >= 0 ? TexNotation.parse(formula) : LinearNotation.parse(formula);
        return "<math display=\"block\" xmlns=\"http://www.w3.org/1998/Math/MathML\">" + markup(n) + "</math>";
    }

    private static String markup(Notation notation) {
        return switch (notation) {
            case Notation.Row r -> r.items().stream().map(MathMarkup::markup).collect(Collectors.joining("", "<mrow>", "</mrow>"));
            case Notation.Symbol s -> symbol(s);
            case Notation.Space s -> "<mspace width=\"" + s.em() + "em\"/>";
            case Notation.Scripts s -> scripts(s);
            case Notation.Fraction f -> "<mfrac>" + markup(f.over()) + markup(f.under()) + "</mfrac>";
            case Notation.Root r -> r.degree().map(d -> "<mroot>" + markup(r.of()) + markup(d) + "</mroot>").orElseGet(() -> "<msqrt>" + markup(r.of()) + "</msqrt>");
            case Notation.Accent a -> "<mover accent=\"true\">" + markup(a.base()) + "<mo stretchy=\"false\">" + escaped(a.mark()) + "</mo></mover>";
            case Notation.Fence f -> "<mrow>" + fence(f.open(), "prefix", isTall(f.inner())) + markup(f.inner()) + fence(f.close(), "postfix", isTall(f.inner())) + "</mrow>";
        };
    }

    private static String scripts(Notation.Scripts s) {
        String name = (s.limits() ? "munder mover munderover" : "msub msup msubsup").split(" ")[s.below().isEmpty() ? 1 : s.above().isEmpty() ? 0 : 2];
        return "<" + name + ">" + markup(s.base()) + s.below().map(MathMarkup::markup).orElse("") + s.above().map(MathMarkup::markup).orElse("") + "</" + name + ">";
    }

    private static String symbol(Notation.Symbol s) {
        String text = escaped(s.text());
        if (s.kind() == Kind.WORD) {
            return "<mtext>" + text + "</mtext>";
        }
        if (s.kind() == Kind.ORDINARY || s.kind() == Kind.FUNCTION) {
            if (s.face() == Face.BLACKBOARD) {
                String letter = BLACKBOARD.getOrDefault(s.text(), s.text().codePoints().map(c -> c >= 'A' && c <= 'Z' ? 0x1D538 + c - 'A' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString());
                return "<mi>" + letter + "</mi>";
            }
            boolean number = s.text().chars().allMatch(c -> Character.isDigit(c) || c == '.');
            return number ? "<mn>" + text + "</mn>" : "<mi" + (s.face() == Face.ROMAN && s.text().length() == 1 ? " mathvariant=\"normal\"" : "") + ">" + text + "</mi>";
        }
        return "<mo" + (s.kind() == Kind.OPERATOR ? "" : " stretchy=\"false\"") + ">" + text + "</mo>";
    }

    /** Browsers stretch brackets around an exponent, too. */
    private static boolean isTall(Notation n) {
        return switch (n) {
            case Notation.Row r -> r.items().stream().anyMatch(MathMarkup::isTall);
            case Notation.Scripts s -> s.limits() || isTall(s.base());
            case Notation.Fraction _, Notation.Root _ -> true;
            case Notation.Fence f -> isTall(f.inner());
            case Notation.Symbol _, Notation.Space _, Notation.Accent _ -> false;
        };
    }

    private static String fence(String sign, String form, boolean stretchy) {
        return sign.isEmpty() ? "" : "<mo fence=\"true\" stretchy=\"" + stretchy + "\" form=\"" + form + "\">" + escaped(sign) + "</mo>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
