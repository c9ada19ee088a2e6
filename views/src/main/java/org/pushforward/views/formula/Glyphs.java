package org.pushforward.views.formula;

import java.util.Map;
import java.util.Set;
import org.pushforward.views.formula.Notation.Face;
import org.pushforward.views.formula.Notation.Kind;
import org.pushforward.views.formula.Notation.Symbol;

/** What a single character or a word is in a formula. Stateless. */
final class Glyphs {

    private static final String RELATIONS = "=≈≤≥<>∝∈→←↦⟹⇒~≠≡⊂⊥∥≪≫";
    private static final String BINARIES = "+−·×∗∘⊗⊙±∪∩⋯∧∨";
    private static final Set<String> FUNCTIONS = Set.of("exp", "log", "ln", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arccos", "arcsin", "arctan", "det", "min", "max",
            "tr", "sign", "diag", "argmin", "argmax", "softmax", "sup", "inf", "lim", "div", "rank", "dim", "Var", "Cov");
    /** Two letters that are a word and no product. */
    private static final Set<String> SHORT_WORDS = Set.of("KL", "OT", "TR", "MA", "FR", "if", "or", "is", "in", "on", "by", "of", "to", "as", "at", "so", "Re", "Im", "TV", "vs",
            "vb", "ce");
    private static final Map<Integer, String> LOWERED = Map.ofEntries(Map.entry((int) '₊', "+"), Map.entry((int) '₋', "−"), Map.entry((int) '₍', "("), Map.entry((int) '₎', ")"),
            Map.entry((int) '₌', "="));
    private static final Map<Integer, String> RAISED = Map.ofEntries(Map.entry((int) '⁺', "+"), Map.entry((int) '⁻', "−"), Map.entry((int) '⁽', "("), Map.entry((int) '⁾', ")"),
            Map.entry((int) '⁼', "="), Map.entry((int) '²', "2"), Map.entry((int) '³', "3"), Map.entry((int) '¹', "1"));
    /** Marks that stand over the letter before them. */
    private static final Map<Integer, String> MARKS = Map.of(0x302, "ˆ", 0x304, "¯", 0x303, "˜", 0x307, "˙");

    private Glyphs() { }

    /** A character that is no letter of a word. */
    static Symbol symbol(int c) {
        String text = Character.toString(c);
        if (RELATIONS.indexOf(c) >= 0) {
            return new Symbol(c == '~' ? "∼" : text, Kind.RELATION, Face.ROMAN);
        }
        if (BINARIES.indexOf(c) >= 0 || c == '-') {
            return new Symbol(c == '-' ? "−" : c == '·' ? "⋅" : text, Kind.BINARY, Face.ROMAN);
        }
        if (c == ',' || c == ';' || c == ':') {
            return new Symbol(text, Kind.PUNCTUATION, Face.ROMAN);
        }
        if (c == '∫' || c == '∑' || c == '∏') {
            return new Symbol(text, Kind.OPERATOR, Face.ROMAN);
        }
        boolean isVariable = Character.isLetter(c) && c != 'ℓ' && !isCapitalGreek(c);
        return new Symbol(text, Kind.ORDINARY, isVariable ? Face.ITALIC : Face.ROMAN);
    }

    private static boolean isCapitalGreek(int c) {
        return c >= 'Α' && c <= 'Ω';
    }

    /** Whether letters in a row are a word or the name of a function, and not a product of variables. */
    static boolean isWord(String letters) {
        return letters.length() >= 3 || SHORT_WORDS.contains(letters) || FUNCTIONS.contains(letters);
    }

    static Symbol word(String letters) {
        return new Symbol(letters, FUNCTIONS.contains(letters) ? Kind.FUNCTION : Kind.WORD, Face.ROMAN);
    }

    /** What a raised character says on the line, or nothing. */
    static String raised(int c) {
        return RAISED.getOrDefault(c, c >= '⁰' && c <= '⁹' ? Character.toString('0' + c - '⁰') : switch (c) {
            case 'ⁿ' -> "n";
            case 'ⁱ' -> "i";
            case 'ᵀ' -> "T";
            case 'ᴺ' -> "N";
            case 'ᵏ' -> "k";
            case 'ᵗ' -> "t";
            case 'ˣ' -> "x";
            case 'ᵖ' -> "p";
            case 'ᵈ' -> "d";
            case 'ᵐ' -> "m";
            case 'ᴴ' -> "H";
            default -> "";
        });
    }

    /** What a lowered character says on the line, or nothing. */
    static String lowered(int c) {
        if (c >= '₀' && c <= '₉') {
            return Character.toString('0' + c - '₀');
        }
        int letter = "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ".indexOf(c);
        return letter >= 0 ? "aehijklmnoprstuvxβγρφχ".substring(letter, letter + 1) : LOWERED.getOrDefault(c, "");
    }

    /** The mark that a combining character sets over the letter before it, or nothing. */
    static String mark(int c) {
        return MARKS.getOrDefault(c, "");
    }

    static String closing(int open) {
        return switch (open) {
            case '(' -> ")";
            case '[' -> "]";
            case '{' -> "}";
            case '⟨' -> "⟩";
            default -> "";
        };
    }
}
