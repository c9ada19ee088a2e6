package org.pushforward.views.formula;

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
import org.pushforward.views.formula.Notation.Row;
import org.pushforward.views.formula.Notation.Scripts;
import org.pushforward.views.formula.Notation.Space;
import org.pushforward.views.formula.Notation.Symbol;

/**
 * Reads a subset of TeX: {@code \frac \sqrt[n] ^ _ \left \right \sum \prod \int \hat \bar \tilde \dot \text \mathrm \mathbb}, Greek letters,
 * names of functions, the usual signs and spaces. What is not known is shown by its name: nothing is refused. Used once.
 */
final class TexNotation {

    private static final Map<String, String> SIGNS = signs();
    private static final Map<String, String> MARKS = Map.of("hat", "ˆ", "widehat", "ˆ", "bar", "¯", "overline", "¯", "tilde", "˜", "dot", "˙");
    private static final Map<String, Double> SPACES = Map.of(",", 0.17, ":", 0.22, ";", 0.28, "!", -0.17, "quad", 1.0, "qquad", 2.0, " ", 0.28);

    private final String text;
    private int at;

    private TexNotation(String text) {
        this.text = text;
    }

    static Notation parse(String text) {
        return Notation.of(new TexNotation(text).row().items());
    }

    private static Map<String, String> signs() {
        Map<String, String> m = new java.util.HashMap<>();
        String[] names = ("alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ "
                + "phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω nabla ∇ partial ∂ infty ∞ cdot · times × "
                + "le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ sim ~ propto ∝ in ∈ subset ⊂ cup ∪ cap ∩ otimes ⊗ odot ⊙ circ ∘ ast ∗ pm ± to → rightarrow → leftarrow ← "
                + "mapsto ↦ Rightarrow ⟹ implies ⟹ ldots … dots … cdots ⋯ ell ℓ prime ′ langle ⟨ rangle ⟩ mid | Vert ‖ | ‖ { { } } perp ⊥ equiv ≡ ll ≪ gg ≫ % %").split(" ");
        for (int k = 0; k + 1 < names.length; k += 2) {
            m.put(names[k], names[k + 1]);
        }
        return m;
    }

    private int peek() {
        return at < text.length() ? text.codePointAt(at) : -1;
    }

    private Row row() {
        List<Notation> items = new ArrayList<>();
        while (at < text.length() && peek() != '}' && !text.startsWith("\\right", at)) {
            if (Character.isWhitespace(peek())) {
                at++;
            } else {
                items.add(scripted(atom()));
            }
        }
        return new Row(items);
    }

    private Notation scripted(Notation base) {
        Optional<Notation> below = Optional.empty();
        Optional<Notation> above = Optional.empty();
        while (peek() == '_' || peek() == '^' || peek() == '\'') {
            int c = text.charAt(at++);
            if (c == '\'') {
                above = Optional.of(new Row(above.map(a -> List.of(a, Glyphs.symbol('′'))).orElse(List.of(Glyphs.symbol('′')))));
            } else if (c == '_') {
                below = Optional.of(argument());
            } else {
                Notation raised = argument();
                above = above.<Notation>map(a -> new Row(List.of(a, raised))).or(() -> Optional.of(raised));
            }
        }
        boolean isLimit = base instanceof Symbol s && (s.kind() == Kind.OPERATOR && !s.text().equals("∫") || s.text().matches("min|max|argmin|argmax|sup|inf|lim"));
        return below.isEmpty() && above.isEmpty() ? base : new Scripts(base, below, above, isLimit);
    }

    /** A group, a command or one character. */
    private Notation argument() {
        while (Character.isWhitespace(peek())) {
            at++;
        }
        return at < text.length() ? atom() : Notation.NOTHING;
    }

    private Notation atom() {
        int c = peek();
        if (c == '\\') {
            return command();
        }
        at += Character.charCount(c);
        if (c == '{') {
            Row inner = row();
            at += peek() == '}' ? 1 : 0;
            return Notation.of(inner.items());
        }
        if (Character.isDigit(c)) {
            int from = at - 1;
            while (Character.isDigit(peek()) || peek() == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1))) {
                at++;
            }
            return new Symbol(text.substring(from, at), Kind.ORDINARY, Face.ROMAN);
        }
        return Glyphs.symbol(c);
    }

    private String name() {
        int from = ++at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        at += at == from && at < text.length() ? 1 : 0;
        return text.substring(from, at);
    }

    private Notation command() {
        String name = name();
        if (SPACES.containsKey(name)) {
            return new Space(SPACES.get(name));
        }
        if (MARKS.containsKey(name)) {
            return new Accent(argument(), MARKS.get(name));
        }
        return switch (name) {
            case "frac", "tfrac", "dfrac" -> {
                Notation over = argument();
                yield new Fraction(over, argument());
            }
            case "sqrt" -> root();
            case "left" -> fence();
            case "sum" -> new Symbol("∑", Kind.OPERATOR, Face.ROMAN);
            case "prod" -> new Symbol("∏", Kind.OPERATOR, Face.ROMAN);
            case "int" -> new Symbol("∫", Kind.OPERATOR, Face.ROMAN);
            case "text", "mathrm", "operatorname", "mbox" -> new Symbol(words(), name.equals("operatorname") ? Kind.FUNCTION : Kind.WORD, Face.ROMAN);
            case "mathbb" -> new Symbol(words(), Kind.ORDINARY, Face.BLACKBOARD);
            default -> SIGNS.containsKey(name) ? Glyphs.symbol(SIGNS.get(name).codePointAt(0)) : Glyphs.word(name);
        };
    }

    private Notation root() {
        Optional<Notation> degree = Optional.empty();
        if (peek() == '[' && text.indexOf(']', at) > 0) {
            int end = text.indexOf(']', at);
            degree = Optional.of(parse(text.substring(at + 1, end)));
            at = end + 1;
        }
        return new Root(argument(), degree);
    }

    private Notation fence() {
        String open = delimiter();
        Row inner = row();
        if (text.startsWith("\\right", at)) {
            at += "\\right".length();
            return new Fence(open, inner, delimiter());
        }
        return new Fence(open, inner, "");
    }

    private String delimiter() {
        if (at >= text.length()) {
            return "";
        }
        if (peek() == '\\') {
            return SIGNS.getOrDefault(name(), "");
        }
        String d = Character.toString(peek());
        at += d.length();
        return d.equals(".") ? "" : d;
    }

    /** What stands in braces, letter by letter. */
    private String words() {
        if (peek() != '{') {
            return at < text.length() ? Character.toString(text.charAt(at++)) : "";
        }
        int end = text.indexOf('}', at);
        String words = text.substring(at + 1, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end + 1;
        return words;
    }
}
