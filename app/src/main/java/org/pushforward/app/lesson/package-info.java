/** Lessons: what they say, what they ask for, and when that is done. Knows no window. */
package org.pushforward.app.lesson;
