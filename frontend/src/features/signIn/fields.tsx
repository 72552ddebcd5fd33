import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from "@mantine/core";

/** Both are always wanted, so neither is marked as required. */
const WANTED = { required: true, withAsterisk: false };

export function EmailField(props: TextInputProps) {
  return (
    <TextInput label="E-mail address" type="email" autoComplete="username" {...WANTED} {...props} />
  );
}

/** A code that somebody was sent or that an app shows. */
export function CodeField(props: TextInputProps) {
  return (
    <TextInput label="Code" inputMode="numeric" autoComplete="one-time-code" {...WANTED} {...props} />
  );
}

export function NewPasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      label="New password"
      description="At least 12 characters, with an uppercase letter, a lowercase letter and a digit"
      autoComplete="new-password"
      {...WANTED}
      {...props}
    />
  );
}
