package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.pushforward.engine.api.Family;

/**
 * What of the gallery is wanted: words, all of which must be found somewhere in a card, and filters, all of which must hold.
 *
 * @param families those that are wanted; all when empty
 */
record GallerySearch(String words, Set<Family> families, Set<Filter> filters) {

    static final GallerySearch ALL = new GallerySearch("", Set.of(), Set.of());

    /** What a card may be asked. */
    enum Filter {
        TRAINS(GalleryCard::trains),
        UNTRAINED(c -> !c.trains()),
        CODE(GalleryCard::hasCode),
        FAST(c -> c.seconds().orElse(Double.MAX_VALUE) <= 1),
        SOON(c -> c.seconds().orElse(Double.MAX_VALUE) <= 10);

        private final Predicate<GalleryCard> test;

        Filter(Predicate<GalleryCard> test) {
            this.test = test;
        }

        String label() {
            return say("filter." + name().toLowerCase(Locale.ROOT));
        }

        boolean accepts(GalleryCard card) {
            return test.test(card);
        }
    }

    /**
     * A card that is wanted.
     *
     * @param variants those that the words mean; all when they mean the card
     * @param meant whether the words mean variants, not the whole card
     * @param hit where the words were found, unless the title shows it; may be empty
     */
    record Found(GalleryCard card, List<GalleryCard.Variant> variants, boolean meant, String hit) { }

    private static final int AROUND = 16;
    private static final int LONGEST = 60;

    boolean isAll() {
        return words.isBlank() && families.isEmpty() && filters.isEmpty();
    }

    List<Found> in(List<GalleryCard> cards) {
        return cards.stream().filter(c -> families.isEmpty() || families.contains(c.family())).filter(c -> filters.stream().allMatch(f -> f.accepts(c)))
                .flatMap(c -> found(c).stream()).toList();
    }

    private Optional<Found> found(GalleryCard card) {
        List<String> wanted = words.isBlank() ? List.of() : List.of(lower(words.strip()).split("\\s+"));
        List<String> left = new ArrayList<>();
        Optional<String> hit = Optional.empty();
        String seen = lower(card.title() + " " + card.family().title() + " " + card.id());
        for (String word : wanted) {
            Optional<String> here = seen.contains(word) ? Optional.of("") : explained(card, word);
            if (here.isEmpty()) {
                left.add(word);
            }
            hit = hit.filter(h -> !h.isEmpty()).or(() -> here);
        }
        List<GalleryCard.Variant> possible = card.variants().stream().filter(v -> left.stream().allMatch(lower(v.title() + " " + v.summary() + " " + v.id())::contains)).toList();
        if (possible.isEmpty()) {
            return Optional.empty();
        }
        // A word in the title of a preset means that preset, though it may be elsewhere too.
        List<GalleryCard.Variant> titled = possible.stream()
                .filter(v -> wanted.stream().anyMatch(w -> !seen.contains(w) && lower(v.title() + " " + v.id()).contains(w))).toList();
        boolean meant = !left.isEmpty() || !titled.isEmpty();
        return Optional.of(new Found(card, titled.isEmpty() ? possible : titled, meant, hit.orElse("")));
    }

    /** What a word was found in, and the words about it: "parameter: ε, blur". */
    private static Optional<String> explained(GalleryCard card, String word) {
        return card.texts().stream().filter(t -> lower(t.words()).contains(word)).findFirst().map(t -> t.kind() + ": " + about(t.words(), word));
    }

    private static String about(String text, String word) {
        int at = lower(text).indexOf(word);
        int from = at <= AROUND ? 0 : text.indexOf(' ', at - AROUND) + 1;
        if (from == 0 || from > at) {
            from = at <= AROUND ? 0 : at;
        }
        int to = Math.min(text.length(), from + LONGEST);
        return (from > 0 ? "… " : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
    }

    /** Locale.ROOT keeps the length of every text that ships, so that places in one are places in the other. */
    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
