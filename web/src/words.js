// What the design system's components say.
export const COUNT = {
  charactersUnderLimit: { other: "Còn %{count} ký tự" },
  charactersAtLimit: "Vừa hết số ký tự",
  charactersOverLimit: { other: "Thừa %{count} ký tự" },
  wordsUnderLimit: { other: "Còn %{count} chữ" },
  wordsAtLimit: "Vừa hết số chữ",
  wordsOverLimit: { other: "Thừa %{count} chữ" },
};
export const FILES = {
  chooseFilesButton: "Chọn tệp",
  dropInstruction: "hoặc thả tệp vào đây",
  noFileChosen: "Chưa chọn tệp nào",
  multipleFilesChosen: { other: "Đã chọn %{count} tệp" },
  enteredDropZone: "Đã vào chỗ thả tệp",
  leftDropZone: "Đã ra khỏi chỗ thả tệp",
};
export const PASSWORD = {
  showPassword: "Hiện",
  hidePassword: "Ẩn",
  showPasswordAriaLabel: "Hiện mật khẩu",
  hidePasswordAriaLabel: "Ẩn mật khẩu",
  passwordShownAnnouncement: "Mật khẩu đang hiện",
  passwordHiddenAnnouncement: "Mật khẩu đã ẩn",
};
