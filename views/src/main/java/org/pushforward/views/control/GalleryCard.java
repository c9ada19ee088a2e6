package org.pushforward.views.control;

import java.util.List;
import java.util.OptionalDouble;
import org.pushforward.engine.api.Family;

/**
 * An experiment in the gallery with the ways to open it.
 *
 * @param id of the experiment
 * @param signal what is known of its checks on this machine
 * @param trains whether it trains a network
 * @param hasCode whether the authors of one of its papers publish their program
 * @param seconds that its first preset takes; empty when nobody measured
 * @param formulas that its tooltip shows
 * @param texts what is searched besides titles
 */
public record GalleryCard(String id, Family family, String title, Signal signal, boolean trains, boolean hasCode, OptionalDouble seconds,
        List<String> formulas, List<Text> texts, List<Variant> variants) {

    public GalleryCard {
        formulas = List.copyOf(formulas);
        texts = List.copyOf(texts);
        variants = List.copyOf(variants);
    }

    /** Words that are searched, and what they are: "idea", "paper", "author", "parameter". */
    public record Text(String kind, String words) { }

    /** A preset. */
    public record Variant(String id, String title, String summary) { }
}
