package org.pushforward.engine.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.Philox;

/**
 * Text of known entropy: a chain of made-up words, each followed by a blank and by one of a few other words. As blanks tell where words end, text and words
 * determine each other, and the entropy rate of a character is that of a word over its mean length (Shannon 1948),
 * h = Σ πᵢ Σ −pᵢⱼ ln pᵢⱼ / Σ πᵢ (lengthᵢ + 1), in nats, with π the stationary distribution of the chain. No predictor does better in the long run. The predictor
 * that does as well is a filter over the places in words, O(places) a character. Immutable and thread-safe.
 */
public final class EntropySource {

    /** Symbol 0 is the blank that ends a word. */
    public static final String ALPHABET = " abdefgiklmnoprstu";

    private static final int WORDS = 40;
    private static final int FOLLOWERS = 6;
    private static final String CONSONANTS = "bdfgklmnprst";
    private static final String VOWELS = "aeiou";
    private static final int SHORTEST = 2;
    private static final int LONGEST = 6;
    /** Squarings of the transitions: 2^40 steps of the chain. */
    private static final int SQUARINGS = 40;

    private final List<String> words;
    private final int[][] followers;
    private final double[][] chance;
    private final double[] stationary;
    /** Where word i begins among the places; a place is a letter of a word or the blank behind it. */
    private final int[] begins;
    private final int[] symbol;

    /**
     * @param words different, of letters of the {@link #ALPHABET}
     * @param followers of every word, by their numbers; every word can be reached from every other
     * @param chance of each of them, in sum 1
     */
    public EntropySource(List<String> words, int[][] followers, double[][] chance) {
        this.words = List.copyOf(words);
        this.followers = followers.clone();
        this.chance = chance.clone();
        begins = new int[words.size() + 1];
        List<Integer> symbols = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            words.get(i).chars().forEach(c -> symbols.add(ALPHABET.indexOf(c)));
            symbols.add(0);
            begins[i + 1] = symbols.size();
        }
        symbol = symbols.stream().mapToInt(Integer::intValue).toArray();
        stationary = stationary();
    }

    /** Forty words of consonants and vowels in turn, six followers each, one of which is the next word, so that no word is lost. */
    public static EntropySource of(Philox random) {
        double[] u = new double[WORDS * 64];
        random.uniforms(0, 1, 0, u.length, u, 0);
        int at = 0;
        List<String> words = new ArrayList<>();
        while (words.size() < WORDS) {
            int length = SHORTEST + below(LONGEST - SHORTEST + 1, u[at++]);
            StringBuilder word = new StringBuilder();
            for (int k = 0; k < length; k++) {
                String letters = k % 2 == 0 ? CONSONANTS : VOWELS;
                word.append(letters.charAt(below(letters.length(), u[at++])));
            }
            if (!words.contains(word.toString())) {
                words.add(word.toString());
            }
        }
        int[][] followers = new int[WORDS][];
        double[][] chance = new double[WORDS][FOLLOWERS];
        double[] v = new double[WORDS * 64];
        random.uniforms(1, 1, 0, v.length, v, 0);
        at = 0;
        for (int i = 0; i < WORDS; i++) {
            List<Integer> some = new ArrayList<>(List.of((i + 1) % WORDS));
            while (some.size() < FOLLOWERS) {
                int j = below(WORDS, v[at++]);
                if (!some.contains(j)) {
                    some.add(j);
                }
            }
            followers[i] = some.stream().mapToInt(Integer::intValue).toArray();
            double sum = 0;
            for (int k = 0; k < FOLLOWERS; k++) {
                chance[i][k] = 0.25 + v[at++];
                sum += chance[i][k];
            }
            for (int k = 0; k < FOLLOWERS; k++) {
                chance[i][k] /= sum;
            }
        }
        return new EntropySource(words, followers, chance);
    }

    private static int below(int n, double u) {
        return Math.min(n - 1, (int) (u * n));
    }

    /** The mean of all rows of a high power of (1 + P)/2, which forgets where it began even where P goes in circles. */
    private double[] stationary() {
        int n = words.size();
        double[][] p = new double[n][n];
        for (int i = 0; i < n; i++) {
            p[i][i] += 0.5;
            for (int k = 0; k < followers[i].length; k++) {
                p[i][followers[i][k]] += 0.5 * chance[i][k];
            }
        }
        for (int s = 0; s < SQUARINGS; s++) {
            double[][] q = new double[n][n];
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (int j = 0; j < n; j++) {
                    for (int k = 0; k < n; k++) {
                        q[i][k] += p[i][j] * p[j][k];
                    }
                    sum += p[i][j];
                }
                for (int k = 0; k < n; k++) {
                    q[i][k] /= sum * sum;
                }
            }
            p = q;
        }
        return p[0];
    }

    public List<String> words() {
        return words;
    }

    /** Letters and blanks of a word in the mean. */
    private double meanLength() {
        return IntStream.range(0, words.size()).mapToDouble(i -> stationary[i] * (words.get(i).length() + 1)).sum();
    }

    /** h, in nats a character. */
    public double entropyRate() {
        double word = 0;
        for (int i = 0; i < words.size(); i++) {
            for (double p : chance[i]) {
                word -= p > 0 ? stationary[i] * p * Math.log(p) : 0;
            }
        }
        return word / meanLength();
    }

    /** Texts, each from anywhere in a word: count × length symbols, row-major. Numbers {@code first} and on of the generator. */
    public int[] texts(Philox random, long first, int count, int length) {
        int[] all = new int[count * length];
        double[] u = new double[length + 2];
        for (int n = 0; n < count; n++) {
            random.uniforms(first + n, 1, 0, u.length, u, 0);
            int place = drawnPlace(u[0]);
            for (int k = 0; k < length; k++) {
                all[n * length + k] = symbol[place];
                place = symbol[place] > 0 ? place + 1 : begins[follower(wordOf(place), u[k + 1])];
            }
        }
        return all;
    }

    private int drawnPlace(double u) {
        double level = u * meanLength();
        int word = 0;
        while (word + 1 < words.size() && level > stationary[word] * (words.get(word).length() + 1)) {
            level -= stationary[word] * (words.get(word).length() + 1);
            word++;
        }
        return begins[word] + below(words.get(word).length() + 1, level / (stationary[word] * (words.get(word).length() + 1)));
    }

    private int wordOf(int place) {
        int word = 0;
        while (begins[word + 1] <= place) {
            word++;
        }
        return word;
    }

    private int follower(int word, double u) {
        double level = u;
        int k = 0;
        while (k + 1 < followers[word].length && level > chance[word][k]) {
            level -= chance[word][k++];
        }
        return followers[word][k];
    }

    /** What each symbol of a text tells, −ln p(xₜ | x₁ … xₜ₋₁) in nats, if the text begins anywhere in a word. A text that is impossible: an infinite number. */
    public double[] surprise(int[] text) {
        double[] belief = new double[symbol.length];
        for (int i = 0; i < words.size(); i++) {
            for (int place = begins[i]; place < begins[i + 1]; place++) {
                belief[place] = stationary[i] / meanLength();
            }
        }
        double[] told = new double[text.length];
        for (int t = 0; t < text.length; t++) {
            double p = 0;
            for (int place = 0; place < symbol.length; place++) {
                belief[place] = symbol[place] == text[t] ? belief[place] : 0;
                p += belief[place];
            }
            told[t] = -Math.log(p);
            belief = moved(belief, p);
        }
        return told;
    }

    private double[] moved(double[] belief, double sum) {
        double[] next = new double[belief.length];
        for (int i = 0; i < words.size(); i++) {
            for (int place = begins[i]; place + 1 < begins[i + 1]; place++) {
                next[place + 1] += belief[place] / sum;
            }
            for (int k = 0; k < followers[i].length; k++) {
                next[begins[followers[i][k]]] += belief[begins[i + 1] - 1] / sum * chance[i][k];
            }
        }
        return next;
    }

    /** As it is read. */
    public static String written(int[] text) {
        StringBuilder s = new StringBuilder();
        for (int c : text) {
            s.append(ALPHABET.charAt(c));
        }
        return s.toString();
    }
}
