/** The mail standards, pure: the JDK and ICU4J only. */
@NullMarked
package dev.mailwarden.mail;

import org.jspecify.annotations.NullMarked;
