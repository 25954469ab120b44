@NullMarked
package dev.mailwarden.mail.dns;

import org.jspecify.annotations.NullMarked;
