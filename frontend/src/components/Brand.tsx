/** The mark and the name. `index.html` has them too, to show them before there is any code. */
export function Brand() {
  return (
    <span className="brand">
      <img src="/logo.svg" width={26} height={26} alt="" />
      HomeWork
    </span>
  );
}
