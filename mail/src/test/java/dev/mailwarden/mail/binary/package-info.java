@NullMarked
package dev.mailwarden.mail.binary;

import org.jspecify.annotations.NullMarked;
