import { AppShell, Burger, Group, NavLink, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { lazy, Suspense, useEffect, useRef } from "react";
import { Link, Outlet, ScrollRestoration, useLocation, useNavigation } from "react-router";

import { useSession } from "../auth/useSession";
import { Boundary } from "../components/Boundary";
import { Brand } from "../components/Brand";
import { Only } from "../components/Only";
import { SkeletonTable } from "../components/Skeletons";
import { CommandButton } from "./CommandButton";
import { EmergencyStop } from "./EmergencyStop";
import classes from "./Layout.module.css";
import { DESTINATIONS } from "./navigation";
import { UserMenu } from "./UserMenu";

// The page comes first.
const AlertsBanner = lazy(() => import("./AlertsBanner"));
const CallingBanner = lazy(() => import("../features/calling/CallingBanner"));
const SessionEndedDialog = lazy(() => import("../features/signIn/SessionEndedDialog"));

/** The frame of every page: head, navigation, and the page itself. */
export function Layout() {
  const [opened, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  useEffect(close, [pathname, close]);
  useFocusOnPage();
  const ended = useSession().status === "ended";
  const arriving = useNavigation().state === "loading";
  return (
    <AppShell
      header={{ height: "var(--head-height)" }}
      navbar={{ width: 232, breakpoint: "md", collapsed: { mobile: !opened } }}
      padding={{ base: "md", md: "xl" }}
    >
      <a href="#main" className="skip-link">
        Skip to the page
      </a>
      <AppShell.Header className="head">
        <UnstyledButton component={Link} to="/" aria-label="HomeWork, dashboard">
          <Brand />
        </UnstyledButton>
        <Group gap="xs" wrap="nowrap">
          <EmergencyStop />
          <CommandButton />
          <UserMenu />
          <Burger opened={opened} onClick={toggle} hiddenFrom="md" size="sm" aria-label="Navigation" />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.surface} aria-label="Pages">
        <div className={classes.pages}>
          <Navigation />
        </div>
      </AppShell.Navbar>
      <AppShell.Main
        id="main"
        tabIndex={-1}
        className={classes.main}
        data-arriving={arriving || undefined}
      >
        <Boundary what="the emergency stop">
          <Suspense>
            <CallingBanner />
          </Suspense>
        </Boundary>
        <Boundary what="the alerts">
          <Suspense>
            <AlertsBanner />
          </Suspense>
        </Boundary>
        <Suspense fallback={<SkeletonTable />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
      <ScrollRestoration />
      {ended && (
        <Suspense>
          <SessionEndedDialog />
        </Suspense>
      )}
    </AppShell>
  );
}

function Navigation() {
  const { pathname } = useLocation();
  const isHere = (to: string) =>
    to === "/" ? pathname === "/" : pathname === to || pathname.startsWith(`${to}/`);
  return DESTINATIONS.map(({ group, pages }) => (
    <section key={group} aria-label={group}>
      <Text size="xs" c="dimmed" px="sm" pt="sm" pb={4} aria-hidden>
        {group}
      </Text>
      {pages.map(({ to, label, icon: Picture, least = "viewer" }) => (
        <Only key={to} least={least}>
          <NavLink
            component={Link}
            to={to}
            label={label}
            active={isHere(to)}
            aria-current={isHere(to) ? "page" : undefined}
            leftSection={<Picture size={18} stroke={1.6} aria-hidden />}
            className={classes.link}
          />
        </Only>
      ))}
    </section>
  ));
}

/** Leads a keyboard, and a screen reader's voice, to the page that was gone to. */
function useFocusOnPage() {
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    document.getElementById("page-title")?.focus({ preventScroll: true });
  }, [pathname]);
}
